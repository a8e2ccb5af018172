"""Codes are names for one event."""

import pytest

from dragoman import ontology


def test_there_are_sixteen_types_in_four_classes():
    classes = [kind.quad_class for kind in ontology.TYPES.values()]

    assert [4, 3, 4, 5] == [classes.count(number) for number in (1, 2, 3, 4)]


def test_there_are_37_contexts_and_25_sectors():
    assert (37, 25) == (len(ontology.CONTEXTS), len(ontology.SECTORS))


def test_a_mode_replaces_its_types_score():
    assert (-9.0, -9.5, -7.5) == tuple(ontology.score("ASSAULT", mode) for mode in (None, "drone", "beat"))


def test_what_is_announced_has_its_own_type():
    announced = {kind: ontology.announced_type(kind) for kind in ontology.TYPES}

    assert {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"} == {
        kind: other for kind, other in announced.items() if kind != other
    }


def test_only_three_types_need_a_recipient():
    assert ["COOPERATE", "AID", "SANCTION"] == [k for k in ontology.TYPES if ontology.needs_recipient(k)]


def modes_and_types() -> list[tuple[str, str | None]]:
    return [(kind, None) for kind in ontology.TYPES] + list(ontology.MODES)


# CAMEO files a demolition of property, sanctions by embargo and repression under other roots than PLOVER does.
@pytest.mark.parametrize(("kind", "mode"), modes_and_types())
def test_a_cameo_code_reads_back_as_the_type_it_was_made_from(kind, mode):
    code = ontology.cameo(kind, mode)
    back = ontology.plover_of_cameo(code)

    assert back is not None
    assert kind == back[0]


@pytest.mark.parametrize("context", sorted(ontology.CONTEXTS))
def test_contexts_refine_the_code_without_changing_the_type(context):
    for kind, mode in modes_and_types():
        back = ontology.plover_of_cameo(ontology.cameo(kind, mode, [context]))
        assert back is not None

        assert kind == back[0]


def test_cameo_codes_name_known_types_modes_and_contexts():
    from dragoman.ontology.codes import _CAMEO_OF, _PLOVER_OF

    unknown = [
        c for c, (k, m, x) in _PLOVER_OF.items() if k not in ontology.TYPES or not set(x) <= set(ontology.CONTEXTS)
    ]
    modeless = [(c, k, m) for c, (k, m, _) in _PLOVER_OF.items() if m and (k, m) not in ontology.MODES]
    assert ([], []) == (unknown, modeless)
    assert set(ontology.TYPES) == set(_CAMEO_OF)


def test_statements_have_no_plover_type():
    assert [None, None] == [ontology.plover_of_cameo(code) for code in ("010", "024")]


def test_an_unlisted_code_is_read_as_its_parent():
    assert ontology.plover_of_cameo("1954") == ontology.plover_of_cameo("195")


def test_gdelt_files_events_under_cameo_roots():
    assert ("19", "08") == (ontology.gdelt_root("ASSAULT", "aerial"), ontology.gdelt_root("RETREAT", "release"))
