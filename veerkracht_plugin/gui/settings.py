"""The settings of the plugin in QGIS' own settings: one typed place with defaults."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    @classmethod
    def load(cls) -> Settings:
        """The settings as they are now; what cannot be understood is the default."""
        store = QgsSettings()

        def text(name: str) -> str:
            return str(store.value(PREFIX + name, "") or "").strip()

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
            geocode_consent=text("geocode_consent").lower() in ("true", "1"),
            endpoints={name: text(ENDPOINTS + name) for name in names if text(ENDPOINTS + name)},
        )

    def save(self) -> None:
        """Write all of it; a default is kept by its absence, so that a later default takes effect."""
        store = QgsSettings()
        plain = Settings()
        for name in ("cache_dir", "language", "extern_minimum", "weights", "geocode_consent"):
            value = getattr(self, name)
            if value == getattr(plain, name):
                store.remove(PREFIX + name)
            else:
                store.setValue(PREFIX + name, value)
        store.remove(PREFIX + ENDPOINTS.rstrip("/"))
        for name, address in self.endpoints.items():
            if address.strip():
                store.setValue(PREFIX + ENDPOINTS + name, address.strip())
