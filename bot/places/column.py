"""The columns of a places spreadsheet, and the headings offices give them."""

import re
from dataclasses import dataclass

from bot.chinese.normalize import normalize


@dataclass(frozen=True)
class Column:
    """`field` is ours, `heading` what we write, `also` what we understand."""

    field: str
    heading: str
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("id", "编号", ("id", "点位编号")),
    Column("category", "类别", ("类型", "机构类型", "服务类型", "设施类型", "设施类别", "种类", "分类")),
    Column(
        "name",
        "名称",
        ("机构名称", "单位名称", "点位名称", "设施名称", "站点名称", "驿站名称", "服务点名称", "养老机构名称", "单位"),
    ),
    Column(
        "organization", "所属机构", ("运营单位", "运营机构", "运营方", "主办单位", "主管单位", "举办单位", "法人名称")
    ),
    Column(
        "subdistrict",
        "街道",
        ("所属街道", "所在街道", "街道名称", "街道(地区)", "街乡", "街乡镇", "属地街道", "街道办事处"),
    ),
    Column("community", "社区", ("所属社区", "所在社区", "社区名称", "社区居委会", "居委会")),
    Column(
        "address",
        "地址",
        ("详细地址", "机构地址", "办公地址", "服务地址", "地点", "位置", "具体地址", "所在地", "通讯地址", "注册地址"),
    ),
    Column(
        "phones",
        "电话",
        ("联系电话", "咨询电话", "服务电话", "办公电话", "联系方式", "座机", "固定电话", "电话号码", "热线"),
    ),
    Column(
        "opening_hours",
        "办公时间",
        ("开放时间", "服务时间", "营业时间", "工作时间", "办理时间", "接待时间", "开门时间", "时间"),
    ),
    Column("lon", "经度", ("lon", "lng", "longitude", "x", "东经")),
    Column("lat", "纬度", ("lat", "latitude", "y", "北纬")),
    Column("coordinates", "经纬度", ("坐标", "坐标(经度,纬度)", "经纬度坐标", "gps")),
    Column("datum", "坐标系", ("坐标类型", "坐标系统")),
    Column("serves", "服务范围", ("服务街道", "负责街道", "覆盖街道", "辖区", "服务区域")),
    Column("eligibility", "服务对象", ("面向对象", "适用对象", "服务人群", "对象")),
    Column("accessibility", "无障碍", ("无障碍设施", "无障碍情况", "轮椅")),
    Column("source", "来源", ("资料来源", "数据来源", "出处", "提供单位")),
    Column("source_day", "来源日期", ("资料日期", "更新日期", "更新时间")),
    Column("verified", "已核实", ("是否核实", "核实", "已核对", "是否核对", "核实情况")),
    Column("verified_on", "核实日期", ("核对日期", "核实时间")),
    Column("active", "状态", ("是否启用", "启用", "运营状态", "是否运营")),
    Column("note", "备注", ("说明", "其他", "附注")),
    Column("missing", "还缺什么", ()),
)
BY_FIELD = {column.field: column for column in COLUMNS}


def field_of(heading: str) -> str | None:
    """The field a heading means: 「联系电话（座机）*」 is the phone; None for headings we do not use."""
    plain = _plain(heading)
    for column in COLUMNS:
        if plain in (_plain(column.heading), *map(_plain, column.also)):
            return column.field
    return None


def _plain(heading: str) -> str:
    bare = re.sub(r"\(.*?\)|[*:：\s_/]", "", normalize(heading).replace("（", "(").replace("）", ")"))
    return bare or normalize(heading)
