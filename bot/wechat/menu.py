"""The menu of the official account, from data/wechat.yml, in the shape its API takes.

https://developers.weixin.qq.com/doc/subscription/api/custommenu/api_createcustommenu.html
"""

from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.errors import DataError

_MOST_COLUMNS, _MOST_ITEMS, _LONGEST_COLUMN, _LONGEST_ITEM, _LONGEST_KEY = 3, 5, 4, 8, 128


def menu(data: Path) -> dict[str, Any]:
    """Raises DataError where it is more than a screen of WeChat shows."""
    path = data / "wechat.yml"
    written = yaml_file.read(path)
    columns = written["menu"]
    if not 1 <= len(columns) <= _MOST_COLUMNS:
        raise DataError(path, written.lines["menu"], f"菜单最多 {_MOST_COLUMNS} 栏")
    return {"button": [_column(path, column) for column in columns]}


def _column(path: Path, column: Any) -> dict[str, Any]:
    if len(column["name"]) > _LONGEST_COLUMN or not 1 <= len(column["items"]) <= _MOST_ITEMS:
        raise DataError(
            path, column.line, f"“{column['name']}”：栏名不过 {_LONGEST_COLUMN} 个字，最多 {_MOST_ITEMS} 项"
        )
    return {"name": column["name"], "sub_button": [_item(path, item) for item in column["items"]]}


def _item(path: Path, item: Any) -> dict[str, str]:
    if len(item["name"]) > _LONGEST_ITEM or len(item["ask"].encode()) > _LONGEST_KEY:
        raise DataError(
            path, item.line, f"“{item['name']}”：名字不过 {_LONGEST_ITEM} 个字，ask 不过 {_LONGEST_KEY} 字节"
        )
    return {"type": "click", "name": item["name"], "key": item["ask"]}
