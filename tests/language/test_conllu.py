"""CoNLL-U in and out."""

import pytest

from dragoman.errors import SourceError
from dragoman.language.conllu import parse_to_conllu, read_blocks, read_documents, reparse_conllu
from dragoman.records import Article, Name, Sentence, Span

FILE = """\
# newdoc id = a
# sent_id = a-1
# newpar
# text = Iran's envoy came.
1-2	Iran's	_	_	_	_	_	_	_	_
1	Iran	Iran	PROPN	NNP	Number=Sing	3	nmod:poss	3:nmod:poss	Entity=B-LOC
2	's	's	PART	POS	_	1	case	1:case	_
3	envoy	envoy	NOUN	NN	Number=Sing	4	nsubj	4:nsubj	Gloss=x
4	came	come	VERB	VBD	_	0	root	0:root	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	4:punct	_

# sent_id = a-2
# newpar
# text = Dont go
1-2	Dont	_	_	_	_	_	_	_	_
1	Do	do	AUX	VB	_	3	aux	_	_
2	n't	not	PART	RB	_	3	advmod	_	_
3	go	go	VERB	VB	_	0	root	_	_
3.1	you	you	PRON	PRP	_	_	_	3:nsubj	CopyOf=3

"""


class FlatReader:
    """Every word a noun that hangs on the first one; the first is a name."""

    def read(self, texts):
        return [[self.sentence(text.split())] if text.split() else [] for text in texts]

    def annotate(self, sentences):
        return [self.sentence(words) for words in sentences]

    def sentence(self, words):
        starts = [len(" ".join(words[:place])) + bool(place) for place in range(len(words))]
        return Sentence(
            Span(0, starts[-1] + len(words[-1])),
            tuple(words),
            tuple(starts),
            tuple(words),
            ("NOUN",) * len(words),
            ("NN",) * len(words),
            ("",) * len(words),
            (-1,) + (0,) * (len(words) - 1),
            ("root",) + ("dep",) * (len(words) - 1),
            (Name(0, 1, "ORG"),),
        )


def lines():
    return FILE.splitlines(keepends=True)


def test_words_are_the_whole_number_rows():
    assert [("Iran", "'s", "envoy", "came", "."), ("Do", "n't", "go")] == [
        block.words for block in read_blocks(lines())
    ]


def test_the_raw_text_of_a_document_is_rebuilt_with_paragraphs():
    [(text, sentences)] = read_documents(read_blocks(lines()))

    assert "Iran's envoy came.\n\nDont go" == text
    assert [Span(0, 18), Span(20, 27)] == [sentence.span for sentence in sentences]
    assert [("Do", "nt", "go"), (20, 22, 25)] == [sentences[1].words, sentences[1].starts]
    assert (Name(0, 1, "LOC"),) == sentences[0].names


def test_a_file_keeps_its_tokens_and_comments_and_gets_new_columns():
    parsed = "".join(reparse_conllu(lines(), FlatReader()))

    assert parsed.splitlines()[:9] == [
        "# newdoc id = a",
        "# sent_id = a-1",
        "# newpar",
        "# text = Iran's envoy came.",
        "1-2	Iran's	_	_	_	_	_	_	_	_",
        "1	Iran	Iran	NOUN	NN	_	0	root	_	Entity=B-ORG",
        "2	's	's	NOUN	NN	_	1	dep	_	_",
        "3	envoy	envoy	NOUN	NN	_	1	dep	_	Gloss=x",
        "4	came	came	NOUN	NN	_	1	dep	_	SpaceAfter=No",
    ]
    assert "3.1	you	_	_	_	_	_	_	_	CopyOf=3" in parsed


def test_an_article_is_written_with_offsets_and_title():
    article = Article("Rebels attack", id="x", title="War")

    assert (
        "# newdoc id = x\n# sent_id = x-1\n# in = title\n# text = War\n"
        "1	War	War	NOUN	NN	_	0	root	_	Entity=B-ORG|TokenRange=0:3\n\n"
        "# sent_id = x-2\n# text = Rebels attack\n"
        "1	Rebels	Rebels	NOUN	NN	_	0	root	_	Entity=B-ORG|TokenRange=0:6\n"
        "2	attack	attack	NOUN	NN	_	1	dep	_	TokenRange=7:13\n\n"
    ) == "".join(parse_to_conllu([article], FlatReader()))


def test_what_was_written_can_be_read():
    written = "".join(parse_to_conllu([Article("Rebels attack", id="x")], FlatReader()))

    assert [("Rebels", "attack")] == [block.words for block in read_blocks(written.splitlines())]


def test_a_row_of_too_few_columns_is_named():
    with pytest.raises(SourceError, match="line 2 is not CoNLL-U"):
        list(read_blocks(["# text = x", "1 x"]))
