"""Measures the claim layer on development data: python -m bench.claims figures|factuality|attribution DATA [options].

DATA is a folder that holds claims/uds_ih2, claims/gum_attribution, claims/polnear, claims/meantime and treebanks/.
Factuality is measured on the given words of UDS-IH2, attribution on gold parses of GUM or on the reader's parses.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import correlation
from typing import Any

from bench import claim_sets
from bench.scorers import data_folder
from dragoman import open_coder
from dragoman.claims.bylines import byline_of
from dragoman.claims.speech import Said, read_speech
from dragoman.claims.utterance import Attribution
from dragoman.language import open_reader
from dragoman.language.conllu import Block, gold_sentence, read_file
from dragoman.language.tree import Tree
from dragoman.modality import Status, open_lexicon, status
from dragoman.modality.clauses import is_infinitive
from dragoman.records import Article, Span


def happened(data: Path, half: str) -> list[tuple[float, float, tuple[str, ...]]]:
    """(gold, own, reasons) of every event of UDS-IH2, its words given: how far it has happened, from -3 to 3."""
    lines = (data / f"claims/uds_ih2/{half}.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    found = []
    for item, sentence in zip(items, open_reader().annotate([item["tokens"] for item in items]), strict=True):
        tree = Tree(sentence)
        for event in item["events"]:
            own = status(tree, event["tok"][0])
            found.append((event["label"], own.happened, own.why or ("plain",)))
    return found


def factuality(data: Path, half: str) -> None:
    """Print Pearson r and MAE of `status` on UDS-IH2, and mean gold and own values by the last reason met."""
    events = happened(data, half)
    pairs, reasons = [(gold, own) for gold, own, _ in events], defaultdict(list)
    for gold, own, why in events:
        for reason in why:
            reasons[reason].append((gold, own))
    print(f"n {len(pairs)}  r {pearson(pairs):.3f}  MAE {mean_error(pairs):.3f}")
    for reason, values in sorted(reasons.items(), key=lambda kv: -len(kv[1]))[:70]:
        gold = sum(a for a, _ in values) / len(values)
        own = sum(b for _, b in values) / len(values)
        print(f"  {len(values):5d} {gold:6.2f} {own:6.2f}  {reason}")


def figures(data: Path) -> dict[str, float]:
    """Factuality on UDS-IH2, attribution on GUM and PolNeAR: the development halves, the reader's parses in PolNeAR."""
    pairs = [(gold, own) for gold, own, _ in happened(data, "dev")]
    found = {"UDS-IH2 r": pearson(pairs), "UDS-IH2 mean absolute error": mean_error(pairs)}
    for corpus, name in (("polnear", "PolNeAR"), ("gum_attribution", "GUM")):
        scored = attribution_figures(data, corpus, "dev")
        found[f"{name} attribution F1, linked overlap"] = scored["linked_overlap"]["f1"]
        found[f"{name} speaker right where the content is found"] = scored["speaker|content50"]["overlap_acc"]
        if "nested_link" in scored:
            found[f"{name} nested links F1"] = scored["nested_link"]["f1"]
        for quote in ("direct", "mixed", "indirect"):
            found[f"{name} recall, {quote}"] = scored["recall_by_kind"].get(quote, {}).get("recall", 0.0)
    return {**found, **meantime_figures(data, "dev"), **set_figures()}


def set_figures() -> dict[str, float]:
    """Stances and chains of our own sets, both halves."""
    coder, found = open_coder(), {}
    for half in claim_sets.HALVES:
        found[f"own stances, {half}: macro F1"] = claim_sets.stance_figures(coder, half)["macro F1"]
        found[f"own chains, {half}: whole chain right"] = claim_sets.chain_figures(coder, half)["whole chain right"]
    return found


def meantime_figures(data: Path, half: str) -> dict[str, float]:
    """Macro F1 of certainty, polarity and time of MEANTIME's events, on the reader's parses, beside always-factual."""
    reader, pairs = open_reader(), defaultdict[str, list[tuple[str, str]]](list)
    for line in (data / f"claims/meantime/{half}.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        trees = [Tree(sentence) for sentence in reader.read([item["text"]])[0]]
        for event in item["events"]:
            own = _attributes(trees, event["span"][0])
            for name, value in own.items():
                if event.get(name):
                    pairs[name].append((event[name], value))
    found = {}
    for name, values in pairs.items():
        factual = {"certainty": "CERTAIN", "polarity": "POS", "time": "NON_FUTURE"}[name]
        found[f"MEANTIME {name}, macro F1"] = _macro_f1(values)
        found[f"MEANTIME {name}, macro F1 of always-factual"] = _macro_f1([(gold, factual) for gold, _ in values])
    return found


def _attributes(trees: list[Tree], start: int) -> dict[str, str]:
    """The attributes of the event whose word begins at a character, as MEANTIME names them."""
    found = next(
        (status(tree, token) for tree in trees for token in range(len(tree)) if tree.sentence.starts[token] == start),
        Status(),
    )
    return {
        "certainty": _certainty(found),
        "polarity": "NEG" if found.negated else "UNDERSPECIFIED" if _is_open(found) else "POS",
        "time": "FUTURE" if "future" in found.auxiliary or _may_come(found) else "NON_FUTURE",
    }


def _certainty(found: Status) -> str:
    """How sure an event is, as MEANTIME names it; what is to be ("will") is as certain there as what was.

    What is wanted or planned, what has to be, and conditions are underspecified: nothing is said of whether it will be.
    """
    classes = set(found.classes)
    if found.modal in ("possible", "able") or classes & {"suspect", "think", "seem", "try"}:
        return "POSSIBLE"
    if classes & {"predict", "hope"}:
        return "PROBABLE"
    is_planned = classes & {"intend"} or found.modal == "necessary"
    return "UNDERSPECIFIED" if _is_open(found) or is_planned else "CERTAIN"


def _may_come(found: Status) -> bool:
    """Whether it may, or must, still come about: not "may have"."""
    return found.modal in ("possible", "necessary") and not any("have" in why for why in found.why)


def _is_open(found: Status) -> bool:
    """Whether it is only wanted or is in a condition: nothing is said of whether it will be."""
    met = {why.partition(":")[0] for why in found.why}
    return "unless" in met or {"if", "adjunct"} <= met or bool(set(found.classes) & {"wish", "want"})


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean F1 of the gold classes."""
    labels = sorted({gold for gold, _ in pairs})
    total = 0.0
    for label in labels:
        right = sum(gold == own == label for gold, own in pairs)
        total += 2 * right / max(1, sum((gold == label) + (own == label) for gold, own in pairs))
    return total / max(1, len(labels))


def attribution_figures(data: Path, corpus: str, half: str) -> dict[str, Any]:
    """What the scorer beside the development sets says of the attributions of one corpus."""
    scorer = data.parent / "eval" / "score_claims.py"
    with tempfile.TemporaryDirectory() as folder:
        own, gold, report = Path(folder, "own.jsonl"), Path(folder, "gold.jsonl"), Path(folder, "report.json")
        attribution(data, corpus, half, own)
        coded = {json.loads(line)["id"] for line in own.open(encoding="utf-8")}
        lines = (data / f"claims/{corpus}/{half}.jsonl").read_text(encoding="utf-8").splitlines()
        gold.write_text("".join(f"{line}\n" for line in lines if json.loads(line)["id"] in coded), encoding="utf-8")
        command = [sys.executable, str(scorer), "attribution", str(gold), str(own), "--json", str(report)]
        subprocess.run(command, check=True, capture_output=True)
        scored: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return scored


def gum_document(text: str, sentences: list[Block]) -> list[Tree]:
    """Trees of a GUM document with their words found again in its text, in order."""
    trees, at = [], 0
    for block in sentences:
        starts = []
        for word in block.words:
            found = text.find(word, at, at + 200)
            found = at if found < 0 else found
            starts.append(found)
            at = found + len(word)
        trees.append(Tree(gold_sentence(block, block.words, tuple(starts))))
    return trees


def counted(corpus: str, trees: list[Tree], said: list[Said]) -> list[Said]:
    """The attributions of the kinds that a corpus marks; we read more kinds than either of them.

    PolNeAR marks none inside another one: a token belongs to one attribution at most. GUM marks discourse units: clauses
    that a verb or an adjective takes or stands beside, no infinitives, noun phrases or complements of nouns; and somebody
    has to say them ("to say so is wrong").
    """
    if corpus == "polnear":
        return [one for one in said if one.inside is None]
    kept = [index for index, one in enumerate(said) if _is_unit(trees[one.at.sentence], one)]
    number = {old: new for new, old in enumerate(kept)}
    return [replace(said[index], inside=number.get(_outer(said, number, index))) for index in kept]


def _outer(said: list[Said], kept: dict[int, int], index: int) -> int:
    """The innermost kept attribution around one, -1 when there is none."""
    outer = said[index].inside
    while outer is not None and outer not in kept:
        outer = said[outer].inside
    return -1 if outer is None else outer


def _is_unit(tree: Tree, one: Said) -> bool:
    """Whether what is said is a clause of its own, taken by a verb or an adjective, or a quotation."""
    tag = tree.tag(one.at.cue[0]) if one.at.cue else "VERB"
    if one.at.root is None and one.at.beside and tag == "PUNCT":
        return True  # the label of a turn, the signature of a quotation
    if one.at.beside or one.at.root is None:
        return tag in ("VERB", "ADP", "SCONJ")
    if one.at.source is None and tree.is_a(one.at.cue[0], "csubj"):
        return False  # "to say that it failed is wrong": nobody says it
    clause = tree.is_a(one.at.root, "ccomp") and not is_infinitive(tree, one.at.root)
    return tag in ("VERB", "ADJ") and clause


def as_gum_marks(article: Article, trees: list[Tree], said: list[Said]) -> list[Said]:
    """The attributions as GUM marks them: colons and dashes are no cues, and a byline is an attribution around the others.

    Claims have the author whom a byline names as a link of every chain; here what stands below the byline is the content.
    """
    said = [replace(one, cue=None) if _is_mark(trees[one.at.sentence], one) else one for one in said]
    byline = byline_of(article)
    if byline is None:
        return said
    below = Span(byline.end, len(article.text))
    number = next(n for n, tree in enumerate(trees) if tree.sentence.span.end > byline.span.start)
    at = Attribution(number, 0, (), None, (below,), open_lexicon().classes["say"], beside=True)
    outer = Said(at, byline.span, None, (below,), "none")
    held = [replace(one, inside=len(said)) if one.inside is None and below.covers(one.whole) else one for one in said]
    return [*held, outer]


def _is_mark(tree: Tree, one: Said) -> bool:
    return bool(one.at.cue) and tree.tag(one.at.cue[0]) == "PUNCT"


def as_gold(identifier: str, text: str, said: list[Said]) -> dict[str, object]:
    """One document's attributions in the scorer's format."""
    return {
        "id": identifier,
        "text": text,
        "attributions": [
            {
                "id": str(index),
                "source": [] if one.source is None else [[one.source.start, one.source.end]],
                "cue": [] if one.cue is None else [[one.cue.start, one.cue.end]],
                "content": [[span.start, span.end] for span in one.content],
                "polarity": "negative" if one.at.negated or one.at.of.name == "deny" else "positive",
                "type": one.quote,
                "nested_in": None if one.inside is None else str(one.inside),
            }
            for index, one in enumerate(said)
        ],
    }


def attribution(data: Path, corpus: str, half: str, out: Path) -> None:
    """Write attributions of GUM (gold parses where the treebank has them) or PolNeAR (the reader's parses) to `out`."""
    parses = defaultdict(list)
    reader, document = open_reader(), ""
    if corpus == "gum_attribution":
        for block in read_file(data / f"treebanks/UD_English-GUM-open/en_gum_open-ud-{half}.conllu.gz"):
            document = block.comment("newdoc id") or document
            parses[document].append(block)
    with out.open("w", encoding="utf-8") as lines:
        for line in (data / f"claims/{corpus}/{half}.jsonl").open(encoding="utf-8"):
            item = json.loads(line)
            if corpus == "gum_attribution" and item["id"] not in parses:
                continue
            if corpus == "gum_attribution":
                trees = gum_document(item["text"], parses[item["id"]])
            else:
                trees = [Tree(s) for s in reader.read([item["text"]])[0]]
            every = corpus == "gum_attribution"
            article = Article(text=item["text"])
            said = counted(corpus, trees, read_speech(article, trees, every=every))
            if corpus == "gum_attribution":
                said = as_gum_marks(article, trees, said)
            lines.write(json.dumps(as_gold(item["id"], item["text"], said)) + "\n")


def mean_error(pairs: list[tuple[float, float]]) -> float:
    """Mean absolute difference of the two members of the pairs."""
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


def pearson(pairs: list[tuple[float, float]]) -> float:
    """Pearson's correlation of the two members of the pairs."""
    return correlation([a for a, _ in pairs], [b for _, b in pairs])


def main() -> None:
    """Read the command line and run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="figures", choices=("figures", "factuality", "attribution"))
    parser.add_argument("data", nargs="?", type=Path, default=data_folder())
    parser.add_argument("--corpus", default="gum_attribution", choices=("gum_attribution", "polnear"))
    parser.add_argument("--out", type=Path, default=Path("attributions.jsonl"))
    parser.add_argument("--half", default="dev", choices=("dev", "train"))
    args = parser.parse_args()
    if args.data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    if args.what == "figures":
        for name, value in figures(args.data).items():
            print(f"{value:7.3f}  {name}")
    elif args.what == "factuality":
        factuality(args.data, args.half)
    else:
        attribution(args.data, args.corpus, args.half, args.out)


if __name__ == "__main__":
    main()
