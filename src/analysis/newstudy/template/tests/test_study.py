"""What must stay true of the data of this study."""

import pytest

from analysis import load_corpus


@pytest.fixture(scope="module")
def corpus():
    return load_corpus("")


def test_every_table_reads_without_a_fault(corpus):
    for name in corpus.codebook.names:
        corpus.frame(name)


def test_every_article_has_paragraphs(corpus):
    assert set(corpus.articles["article"]) == set(corpus.paragraphs["article"])


def test_every_topic_was_counted(corpus):
    assert {topic: corpus.uncounted(topic) for topic in corpus.topics} == {topic: [] for topic in corpus.topics}
