"""Every address of the desk, who may enter, and the function behind it. There are no others."""

from bot.desk import (
    accounts,
    answers,
    audit_page,
    editor,
    exchange,
    figures,
    hotline,
    inbox,
    indicators,
    overview,
    places,
    premises,
    screening,
    sign_in,
)
from bot.desk.route import ADMIN, AGENT, EDITOR, PUBLIC, Entry

ROUTES = (
    Entry("GET", "/health", premises.health, PUBLIC, "是否就绪"),
    Entry("GET", "/static/{name}", premises.static, PUBLIC, "样式和脚本"),
    Entry("GET", "/sign-in", sign_in.show, PUBLIC, "登录页"),
    Entry("POST", "/sign-in", sign_in.sign_in, PUBLIC, "登录", largest_bytes=10_000),
    Entry("GET", "/", premises.home, AGENT, "首页"),
    Entry("POST", "/sign-out", sign_in.sign_out, AGENT, "退出"),
    Entry("GET", "/password", sign_in.show_password, AGENT, "改密码页"),
    Entry("POST", "/password", sign_in.change_password, AGENT, "改密码", largest_bytes=10_000),
    # Hotline
    Entry("GET", "/hotline", hotline.show, AGENT, "热线检索"),
    Entry("GET", "/hotline/results", hotline.results, AGENT, "检索结果"),
    Entry("GET", "/hotline/detail", hotline.detail, AGENT, "一条结果的全文"),
    Entry("POST", "/hotline/not-found", hotline.not_found, AGENT, "记为没找到"),
    Entry("GET", "/screening", screening.show, AGENT, "替来电人算"),
    Entry("POST", "/screening", screening.judge, AGENT, "算"),
    # Answers
    Entry("GET", "/answers", answers.show_list, AGENT, "答案列表"),
    Entry("GET", "/answers/new", editor.new, EDITOR, "写新答案"),
    Entry("POST", "/answers/check", editor.check, EDITOR, "检查和预览"),
    Entry("POST", "/answers/try", editor.try_out, EDITOR, "试一试"),
    Entry("POST", "/answers/draft", editor.save_draft, EDITOR, "存草稿"),
    Entry("POST", "/answers/publish", editor.publish, EDITOR, "发布"),
    Entry("POST", "/answers/undo", answers.undo, EDITOR, "撤销修改"),
    Entry("POST", "/drafts/drop", editor.drop_draft, EDITOR, "删草稿"),
    Entry("GET", "/answers/{topic}", answers.show, AGENT, "一条答案"),
    Entry("GET", "/answers/{topic}/history", answers.show_history, AGENT, "修改历史"),
    Entry("GET", "/answers/{topic}/edit", editor.edit, EDITOR, "修改答案"),
    # Figures
    Entry("GET", "/figures", figures.show_list, AGENT, "数字列表"),
    Entry("GET", "/figures/{name}", figures.show, AGENT, "一个数字"),
    Entry("POST", "/figures/{name}/values", figures.add_value, EDITOR, "录入数值"),
    Entry("POST", "/figures/{name}/remove", figures.remove_value, EDITOR, "撤掉数值"),
    Entry("POST", "/sources", figures.add_source, EDITOR, "登记文件"),
    # Places
    Entry("GET", "/places", places.show_list, AGENT, "地点列表"),
    Entry("GET", "/places/new", places.new, EDITOR, "加一处地点"),
    Entry("GET", "/places/{id}/edit", places.edit, EDITOR, "修改地点"),
    Entry("POST", "/places/save", places.save, EDITOR, "保存地点"),
    # Inbox
    Entry("GET", "/inbox", inbox.show, EDITOR, "收件箱"),
    Entry("GET", "/inbox/settled", inbox.show_settled, EDITOR, "已处理的问题"),
    Entry("POST", "/inbox/phrasing", inbox.add_phrasing, EDITOR, "加为问法"),
    Entry("POST", "/inbox/settle", inbox.settle, EDITOR, "处理问题"),
    Entry("POST", "/inbox/reopen", inbox.reopen, EDITOR, "放回收件箱"),
    # Overview and indicators
    Entry("GET", "/overview", overview.show, AGENT, "概览"),
    Entry("GET", "/overview.csv", overview.as_csv, AGENT, "概览 CSV"),
    Entry("GET", "/indicators", indicators.show, AGENT, "规划指标"),
    Entry("GET", "/indicators.csv", indicators.as_csv, AGENT, "规划指标 CSV"),
    Entry("POST", "/indicators", indicators.enter, EDITOR, "填指标"),
    # Tables
    Entry("GET", "/exchange", exchange.show, EDITOR, "导入导出"),
    Entry("GET", "/exchange/answers.{kind}", exchange.export_answers, EDITOR, "导出答案"),
    Entry("GET", "/exchange/places.{kind}", exchange.export_places, EDITOR, "导出地点"),
    Entry("POST", "/exchange/preview", exchange.preview, EDITOR, "导入预览", largest_bytes=exchange.LARGEST_BYTES),
    Entry("POST", "/exchange/apply", exchange.apply, EDITOR, "导入"),
    # Administration
    Entry("GET", "/accounts", accounts.show, ADMIN, "账号"),
    Entry("POST", "/accounts", accounts.change, ADMIN, "停用、恢复账号"),
    Entry("GET", "/audit", audit_page.show, ADMIN, "留痕"),
    Entry("GET", "/audit.csv", audit_page.as_csv, ADMIN, "留痕 CSV"),
)
