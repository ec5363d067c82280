"""Sentences for people, which stay translatable until the edge shows them.

A `Sentence` is the English text; it remembers its template and values, so that the edge can
give the same sentence in Korean. The Korean of each template stands in the capability's
``ko.yaml``; a test reads every ``say(...)`` in the source and asks for it there.
"""

from collections.abc import Mapping


class Sentence(str):
    """English text that remembers the template and the values it was made of."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> "Sentence":
        """Fill the template; its placeholders are named, as in ``str.format``."""
        sentence = super().__new__(cls, template.format(**values))
        sentence.template = template
        sentence.values = values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Copy and pickle by template and values; the text may hold braces of a file's name."""
        return (self.template,), self.values

    def translated(self, catalogue: Mapping[str, str]) -> str:
        """Give the sentence in the catalogue's language, or in English where it is missing."""
        template = catalogue.get(self.template)
        if template is None:
            return str(self)
        values = {
            name: value.translated(catalogue) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return template.format(**values)


def say(template: str, /, **values: object) -> Sentence:
    """Write a sentence for a person: a literal template with named values."""
    return Sentence(template, **values)
