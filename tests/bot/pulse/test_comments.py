"""Pages of comments."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.comments import PAGE_CHARACTERS, PAGE_ENTRIES, count_in_digest, paginate
from bot.pulse.figures import Comment, Group
from bot.pulse.questions import Kind, Question

COMMENTS = st.builds(Comment, st.integers(0, 3), st.sampled_from(Group), st.text(max_size=3000))


@given(st.lists(COMMENTS, max_size=60))
def test_pages_lose_nothing_and_fit(comments: list[Comment]) -> None:
    pages = paginate(comments)
    assert [one for page in pages for one in page] == comments
    for page in pages:
        assert 0 < len(page) <= PAGE_ENTRIES
        assert len(page) == 1 or sum(len(one.text) for one in page) <= PAGE_CHARACTERS


def test_a_digest_has_room_for_the_comments_on_one_question() -> None:
    question = Question(Kind.SCALE, "c", "v")
    assert count_in_digest([question]) == 1
    assert count_in_digest([question, question]) == 0
