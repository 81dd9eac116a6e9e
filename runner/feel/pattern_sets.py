"""Sets of characters as sorted ranges of code points, for classes in patterns."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

RangeSet = list[tuple[int, int]]
_MOST_FOLDED = 3_000

# XML 1.0, productions 4 and 4a
NAME_START: RangeSet = [
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
]  # fmt: skip
NAME_PART: RangeSet = sorted(
    [*NAME_START, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)]
)
# the blocks of Unicode that XML Schema names
BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "Syriac": (0x700, 0x74F), "Thaana": (0x780, 0x7BF), "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FF),
    "Gurmukhi": (0xA00, 0xA7F), "Gujarati": (0xA80, 0xAFF), "Oriya": (0xB00, 0xB7F), "Tamil": (0xB80, 0xBFF),
    "Telugu": (0xC00, 0xC7F), "Kannada": (0xC80, 0xCFF), "Malayalam": (0xD00, 0xD7F), "Sinhala": (0xD80, 0xDFF),
    "Thai": (0xE00, 0xE7F), "Lao": (0xE80, 0xEFF), "Tibetan": (0xF00, 0xFFF), "Myanmar": (0x1000, 0x109F),
    "Georgian": (0x10A0, 0x10FF), "HangulJamo": (0x1100, 0x11FF), "Ethiopic": (0x1200, 0x137F),
    "Cherokee": (0x13A0, 0x13FF), "UnifiedCanadianAboriginalSyllabics": (0x1400, 0x167F), "Ogham": (0x1680, 0x169F),
    "Runic": (0x16A0, 0x16FF), "Khmer": (0x1780, 0x17FF), "Mongolian": (0x1800, 0x18AF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF), "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F), "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF), "LetterlikeSymbols": (0x2100, 0x214F), "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF), "MathematicalOperators": (0x2200, 0x22FF), "MiscellaneousTechnical": (0x2300, 0x23FF),
    "ControlPictures": (0x2400, 0x243F), "EnclosedAlphanumerics": (0x2460, 0x24FF), "BoxDrawing": (0x2500, 0x257F),
    "BlockElements": (0x2580, 0x259F), "GeometricShapes": (0x25A0, 0x25FF), "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF), "BraillePatterns": (0x2800, 0x28FF), "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF), "IdeographicDescriptionCharacters": (0x2FF0, 0x2FFF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F), "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F), "HangulCompatibilityJamo": (0x3130, 0x318F), "Kanbun": (0x3190, 0x319F),
    "BopomofoExtended": (0x31A0, 0x31BF), "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF), "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF), "YiSyllables": (0xA000, 0xA48F), "YiRadicals": (0xA490, 0xA4CF),
    "HangulSyllables": (0xAC00, 0xD7A3), "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF), "AlphabeticPresentationForms": (0xFB00, 0xFB4F),
    "ArabicPresentationForms-A": (0xFB50, 0xFDFF), "CombiningHalfMarks": (0xFE20, 0xFE2F),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F), "SmallFormVariants": (0xFE50, 0xFE6F),
    "ArabicPresentationForms-B": (0xFE70, 0xFEFF), "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "Specials": (0xFFF0, 0xFFFD), "CJKUnifiedIdeographsExtensionB": (0x20000, 0x2A6DF),
}  # fmt: skip


def united(ranges: RangeSet) -> RangeSet:
    """The same characters in sorted ranges that do not touch."""
    result: RangeSet = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return result


def minus(ranges: RangeSet, taken: RangeSet) -> RangeSet:
    """The characters of `ranges` that are not in `taken`, both sorted."""
    result: RangeSet = []
    index = 0
    for low, high in ranges:
        start = low
        while index < len(taken) and taken[index][1] < low:
            index += 1
        place = index
        while place < len(taken) and taken[place][0] <= high:
            if taken[place][0] > start:
                result.append((start, taken[place][0] - 1))
            start = taken[place][1] + 1
            place += 1
        if start <= high:
            result.append((start, high))
    return result


def folded(ranges: RangeSet) -> RangeSet:
    """The characters with their upper and lower case forms; sets of many thousands stay as they are."""
    if sum(high - low + 1 for low, high in ranges) > _MOST_FOLDED:
        return ranges
    more: RangeSet = []
    for low, high in ranges:
        for code in range(low, high + 1):
            sign = chr(code)
            more += [(ord(form), ord(form)) for form in (sign.lower(), sign.upper()) if len(form) == 1]
            if sign in "kK":
                more.append((0x212A, 0x212A))
    return united(ranges + more)


@lru_cache(maxsize=1)
def _categories() -> dict[str, RangeSet]:
    found: dict[str, RangeSet] = {}
    last, start = unicodedata.category("\0"), 0
    for code in range(1, 0x110001):
        current = unicodedata.category(chr(code)) if code < 0x110000 else ""
        if current != last:
            found.setdefault(last, []).append((start, code - 1))
            last, start = current, code
    return found


def category(name: str) -> RangeSet:
    """The characters of a general category of Unicode, `L` or `Lu`."""
    parts = [ranges for kind, ranges in _categories().items() if kind == name or (len(name) == 1 and kind[0] == name)]
    return united([item for ranges in parts for item in ranges])
