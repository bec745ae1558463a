"""The settings of the plugin in QGIS' own settings: one typed place with defaults."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from qgis.core import QgsSettings

PREFIX = "veerkracht/"
LANGUAGES = ("", "nl", "en")
ENDPOINTS = "endpoints/"
#: Own stock in fewer units than this is left out of products for others.
EXTERN_MINIMUM = 5


@dataclass
class Settings:
    """What the user chose. Empty texts stand for the default."""

    cache_dir: str = ""
    language: str = ""
    extern_minimum: int = EXTERN_MINIMUM
    weights: str = ""
    geocode_consent: bool = False
    endpoints: dict[str, str] = field(default_factory=dict)
    #: The folder with pc6-huisnummer files of CBS, for figures over moved borders.
    pc6hnr_dir: str = ""
    #: Use only what was fetched before.
    offline: bool = False
    #: Where a newer catalogue of publishers can be fetched.
    catalogue_url: str = ""
    #: Whether CBS may be asked for newer figures; None while that was never answered.
    news: bool | None = None

    @classmethod
    def load(cls) -> Settings:
        """The settings as they are now; what cannot be understood is the default."""
        store = QgsSettings()

        def text(name: str) -> str:
            value = store.value(PREFIX + name, "")
            # A bool that was set in this session comes back as one, and False is an answer.
            return "" if value is None else str(value).strip()

        language = text("language").lower()
        try:
            minimum = int(text("extern_minimum") or EXTERN_MINIMUM)
        except ValueError:
            minimum = EXTERN_MINIMUM
        store.beginGroup(PREFIX + ENDPOINTS.rstrip("/"))
        names = list(store.childKeys())
        store.endGroup()
        return cls(
            cache_dir=text("cache_dir"),
            language=language if language in LANGUAGES else "",
            extern_minimum=max(1, minimum),
            weights=text("weights"),
            geocode_consent=_yes(text("geocode_consent")) or False,
            endpoints={name: text(ENDPOINTS + name) for name in names if text(ENDPOINTS + name)},
            pc6hnr_dir=text("pc6hnr_dir"),
            offline=_yes(text("offline")) or False,
            catalogue_url=text("catalogue_url"),
            news=_yes(text("news")),
        )

    def save(self) -> None:
        """Write all of it; a default is kept by its absence, so that a later default takes effect."""
        store = QgsSettings()
        plain = Settings()
        for name in (one.name for one in fields(self) if one.name != "endpoints"):
            value = getattr(self, name)
            if value == getattr(plain, name):
                store.remove(PREFIX + name)
            else:
                store.setValue(PREFIX + name, value)
        store.remove(PREFIX + ENDPOINTS.rstrip("/"))
        for name, address in self.endpoints.items():
            if address.strip():
                store.setValue(PREFIX + ENDPOINTS + name, address.strip())


def _yes(text: str) -> bool | None:
    """What a setting says; None for nothing or nonsense."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
