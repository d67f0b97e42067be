"""Settings come from the environment, are checked at once, and say in Chinese what is wrong."""

import pytest

from bot.errors import BadInput
from bot.settings import ROOT, SETTINGS, Settings


def test_without_an_environment_every_setting_has_its_default() -> None:
    assert dict(Settings({})) == {setting.name: setting.default for setting in SETTINGS}


def test_the_environment_wins_over_the_default() -> None:
    assert Settings({"XIAOXI_DESK_PORT": "9000"}).integer("desk_port") == 9000


def test_a_number_that_is_none_names_the_variable_its_use_and_its_default() -> None:
    with pytest.raises(BadInput) as wrong:
        Settings({"XIAOXI_ASSISTANT_PORT": "五千"})
    assert (
        str(wrong.value) == "环境变量 XIAOXI_ASSISTANT_PORT 写成了“五千”，读不出数字；它的用处：居民端端口，默认 5005"
    )


@pytest.mark.parametrize("text", ["", "4,5", "半秒", "5005.0.1"])
def test_seconds_that_are_no_number_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="XIAOXI_REPLY_SECONDS"):
        Settings({"XIAOXI_REPLY_SECONDS": text})


@pytest.mark.parametrize("text", ["80.5", "0x50", ""])
def test_a_port_is_a_whole_number(text: str) -> None:
    with pytest.raises(BadInput, match="XIAOXI_DESK_PORT"):
        Settings({"XIAOXI_DESK_PORT": text})


def test_a_relative_path_starts_at_the_project_and_an_absolute_one_stays() -> None:
    assert Settings({"XIAOXI_DATABASE": "var/other.db"}).path("database") == ROOT / "var" / "other.db"
    assert str(Settings({"XIAOXI_DATABASE": "/srv/xiaoxi.db"}).path("database")) == "/srv/xiaoxi.db"


def test_a_setting_that_does_not_exist_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        Settings({"XIAOXI_COLOUR": "red"})["colour"]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_says_in_chinese_what_it_is_for(setting) -> None:
    assert any("\u4e00" <= character <= "\u9fff" for character in setting.help)


def test_keys_and_salts_are_marked_as_secrets() -> None:
    assert {setting.name for setting in SETTINGS if setting.name.endswith(("_key", "_salt"))} <= {
        setting.name for setting in SETTINGS if setting.secret
    }


def test_the_day_of_a_drill_is_a_date() -> None:
    with pytest.raises(BadInput, match="XIAOXI_DAY 写成了“明天”，读不出日期"):
        Settings({"XIAOXI_DAY": "明天"})
