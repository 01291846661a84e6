"""The page's first answer names every stylesheet and module, so that none is found out late."""

import re

from sandbox.page.serving import ROOT

INDEX = (ROOT / "index.html").read_text(encoding="utf-8")


def files(suffix: str) -> set[str]:
    return {f"/page/{path.relative_to(ROOT).as_posix()}" for path in ROOT.rglob(f"*.{suffix}")}


def named(rel: str) -> list[str]:
    return re.findall(rf'<link rel="{rel}" href="([^"]+)">', INDEX)


def test_every_stylesheet_is_linked_once() -> None:
    assert sorted(named("stylesheet")) == sorted(files("css"))


def test_every_module_is_fetched_at_once() -> None:
    assert '<script type="module" src="/page/js/main.js">' in INDEX
    assert sorted([*named("modulepreload"), "/page/js/main.js"]) == sorted(files("js"))


def test_the_page_holds_nothing_that_its_policy_forbids() -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", INDEX)
    assert not re.search(r"<script(?![^>]*\ssrc=)", INDEX)


def test_no_module_makes_elements_out_of_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    guilty = [one for one in ROOT.rglob("*.js") if forbidden.search(one.read_text("utf-8"))]
    assert guilty == []
