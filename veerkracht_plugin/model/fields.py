"""The fields of the buurt layer and of the tables beside it: one definition for every product."""

from __future__ import annotations

from dataclasses import dataclass

from .method import method


@dataclass(frozen=True)
class Field:
    """A field: name (≤ 10 characters), ``kind`` (text, integer, double, date); its alias stands in words under
    ``field.<name>``.
    """

    name: str
    kind: str


def _of(kind: str, names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind) for name in names.split())


def buurt_fields() -> tuple[Field, ...]:
    """The buurt layer before classification. ``wap`` and ``opl_n`` are the denominators that the uncertainty needs."""
    indicators = " ".join(method().indicator_fields)
    base = " ".join(i.base_field for i in method().indicators)
    return (
        *_of("text", "bu_code bu_naam wk_code wk_naam gm_code gm_naam"),
        *_of("integer", "jaar jaar_0 inwoners huishouden woningen"),
        *_of("double", f"p_corp {indicators} {base} onv onv_0"),
        *_of("text", "vgl"),
        *_of("double", "wap wap_0 opl_n opl_n_0"),
    )


def class_fields() -> tuple[Field, ...]:
    """What classification adds."""
    return (
        *_of("double", "kw kw_0 kw_d kw_onz"),
        *_of("integer", "kw_n"),
        *_of("double", "ov_d"),
        *_of("text", "kl_kw kl_kwd kl_ov kl_ovd kl_signa kl_signr kl_focus kl_focusr kl_corp reden"),
    )


def account_fields() -> tuple[Field, ...]:
    """The table verantwoording."""
    return (
        *_of("text", "onderwerp waarde bron"),
        *_of("integer", "jaar"),
        *_of("text", "opgehaald"),
        *_of("integer", "aantal"),
    )
