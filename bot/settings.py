"""Every setting there is, in one list: name, default, what it does.

Each is read from the environment variable `XIAOXI_<NAME>`; `python -m bot doctor`
prints them. Secrets are never printed.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent


def day_or_none(text: str) -> date | None:
    """`2026-12-20`; None where nothing is written. Raises ValueError."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Setting:
    """One setting. `kind` is what its text is read as."""

    name: str
    default: str
    help: str
    kind: Callable[[str], object] = str
    secret: bool = False


SETTINGS = (
    Setting("database", "var/xiaoxi.db", "知识库文件（相对路径以项目目录为准）"),
    Setting("vectors", "var/vectors.db", "问法的句向量存在哪个文件（可以删，会自己再算）"),
    Setting(
        "conversations", "var/conversations.db", "对话记录：一个文件，或 postgresql://用户:密码@主机/库名", secret=True
    ),
    Setting("run", "var", "日志、进程号、运行时配置放在哪个目录"),
    Setting("data", "data", "答案、数字、地点的初始资料目录"),
    Setting("assistant_host", "127.0.0.1", "居民端监听的地址；前面没有 nginx、要直接给人用才写 0.0.0.0"),
    Setting("assistant_port", "5005", "居民端端口", int),
    Setting("actions_port", "5055", "动作服务端口（只在本机）", int),
    Setting("desk_host", "127.0.0.1", "工作台监听的地址；要给内网用就写内网地址"),
    Setting("desk_port", "8080", "工作台端口", int),
    Setting("desk_secure_cookie", "0", "工作台在 TLS 之后时写 1，登录凭据只走加密连接", int),
    Setting("desk_two_people", "0", "写 1 则答案要一个人写、另一个人发布", int),
    Setting("desk_regression_blocks", "0", "写 1 则回归题变错时不让发布；0 则提醒，勾选后可以发布", int),
    Setting("resident_salt", "", "居民编号加盐；不写则首次运行时生成并存在知识库里", secret=True),
    Setting(
        "shared_knowledge", "", "几台机器共用知识的地方：postgresql://用户:密码@主机/库名；一台机器不用写", secret=True
    ),
    Setting("keeps_knowledge", "1", "几台机器里管知识、开工作台的一台写 1，其余写 0，从共用的地方取", int),
    Setting("locks", "", "会话锁：几台机器时写 redis://:密码@主机:端口/库号；不写则各进程自己锁", secret=True),
    Setting("reply_seconds", "4.5", "等动作服务的最长秒数，超过就先致歉并给出 12345", float),
    Setting("embed_origins", "", "哪些网站可以把问答页嵌进去，空格分开，如 https://www.example.gov.cn；不写则都不行"),
    Setting("message_limit", "500", "一条消息最多读多少个字", int),
    Setting("body_limit", "16384", "一次请求最多多少字节", int),
    Setting("turns_at_once", "4", "同时处理几条消息", int),
    Setting("queue_seconds", "2.5", "最多让居民排队几秒，排不上的马上请他过一分钟再发", float),
    Setting("sender_per_minute", "40", "一位居民一分钟最多几条（本机不限）", int),
    Setting("address_per_minute", "600", "一个网络地址一分钟最多几条（本机不限）", int),
    Setting("proxies", "", "前面的代理的地址或网段，逗号隔开；它们转来的 X-Forwarded-For 才算数，本机的代理不用写"),
    Setting("wechat_token", "", "公众号“服务器配置”里自己定的令牌；不写则公众号入口不开", secret=True),
    Setting("wechat_aes_key", "", "公众号的消息加解密密钥（43 个字）；写了就是安全模式，明文的不收", secret=True),
    Setting("wechat_app_id", "", "公众号的 AppID；安全模式、菜单、过后补发要用"),
    Setting("wechat_secret", "", "公众号的 AppSecret；不写则不能过后补发、不能推菜单", secret=True),
    Setting("wechat_api", "https://api.weixin.qq.com", "公众号接口的地址"),
    Setting(
        "wechat_seconds", "4", "公众号一条消息等几秒，还没答完就先收下、过后用客服消息补发（微信只等 5 秒）", float
    ),
    Setting("wecom_token", "", "企业微信“接收消息”里的 Token；不写则企业微信入口不开", secret=True),
    Setting("wecom_aes_key", "", "企业微信“接收消息”里的 EncodingAESKey", secret=True),
    Setting("wecom_corp_id", "", "企业微信的企业 ID"),
    Setting("wecom_agent", "", "企业微信应用的 AgentId；不写则不能过后补发"),
    Setting("wecom_secret", "", "企业微信应用的 Secret；不写则不能过后补发", secret=True),
    Setting("wecom_customer_secret", "", "微信客服的 Secret；不写则不接微信客服", secret=True),
    Setting("wecom_api", "https://qyapi.weixin.qq.com", "企业微信接口的地址"),
    Setting(
        "handover_hook", "", "有人要转人工时通知谁：企业微信群机器人或别的 webhook 的网址；不写则不通知", secret=True
    ),
    Setting("office_hours", "9:00-17:30", "工作日的上班时间，只在这时候通知"),
    Setting("amap_key", "", "高德 Web 服务密钥；不写则只用本地地名库", secret=True),
    Setting("amap_url", "https://restapi.amap.com", "高德 Web 服务地址"),
    Setting("encoder", "use", "句向量：use 用随包带的，none 不用"),
    Setting("embeddings_url", "", "更强的句向量服务（OpenAI 兼容 /embeddings），代替随包带的"),
    Setting("embeddings_model", "", "句向量服务的模型名"),
    Setting("day", "", "演练时当作哪一天，如 2026-12-20；正式运行不要写", day_or_none),
)


# What the text of a setting is, where it cannot be read.
_WHAT = {int: "数字", float: "数字", day_or_none: "日期"}


class Settings(Mapping[str, str]):
    """Settings by name; attribute access gives the typed value."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._text = {s.name: environ.get(f"XIAOXI_{s.name.upper()}", s.default) for s in SETTINGS}
        for setting in SETTINGS:
            self._typed(setting)

    def __getitem__(self, name: str) -> str:
        return self._text[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._text)

    def __len__(self) -> int:
        return len(self._text)

    def _typed(self, setting: Setting) -> object:
        text = self._text[setting.name]
        try:
            return setting.kind(text)
        except ValueError as wrong:
            raise BadInput(
                f"环境变量 XIAOXI_{setting.name.upper()} 写成了“{text}”，读不出{_WHAT.get(setting.kind, '来')}；"
                f"它的用处：{setting.help}，默认 {setting.default}"
            ) from wrong

    def text(self, name: str) -> str:
        return self._text[name]

    def number(self, name: str) -> float:
        return float(self._text[name])

    def integer(self, name: str) -> int:
        return int(self._text[name])

    def path(self, name: str) -> Path:
        """A setting that is a path, made absolute from the project directory."""
        return ROOT / self._text[name]

    @property
    def keeps_knowledge(self) -> bool:
        """Is the knowledge of this machine the one staff edit, and no copy?"""
        return not self["shared_knowledge"] or bool(self.integer("keeps_knowledge"))

    def notes(self) -> Path:
        """Where counts, traces and questions for staff are written: into the knowledge, beside it where it is a copy."""
        path = self.path("database")
        return path if self.keeps_knowledge else path.with_name(f"notes-{path.name}")

    def address(self, name: str) -> str:
        """A setting that is a file, made absolute as `path` does, or the address of a server."""
        return self._text[name] if "://" in self._text[name] else str(self.path(name))


def current() -> Settings:
    """Settings from this process's environment. Only edges call this."""
    return Settings(os.environ)


def drill_day() -> date | None:
    """The day a drill takes it to be; None in ordinary running. Raises BadInput."""
    return _day_of(os.environ.get("XIAOXI_DAY", ""))


@lru_cache(maxsize=4)
def _day_of(text: str) -> date | None:
    return day_or_none(Settings({"XIAOXI_DAY": text})["day"])
