"""From English words to sounds: a small pronunciation table for the words of the commands.

The letters are those of the CMU dictionary; ``1`` marks the stressed vowel.
"""

from dure.core import Invalid, say

_WORDS = {
    "a": "AH", "add": "AE1 D", "air": "EH1 R", "all": "AO1 L", "american": "AH M EH1 R IH K AH N",
    "americano": "AH M EH R IH K AA1 N OW", "an": "AE N", "and": "AE N D", "apple": "AE1 P AH L",
    "apples": "AE1 P AH L Z", "bananas": "B AH N AE1 N AH Z", "broccoli": "B R AA1 K AH L IY",
    "butter": "B AH1 T ER", "cucumbers": "K Y UW1 K AH M B ER Z", "eggplants": "EH1 G P L AE N T S",
    "kimchi": "K IH1 M CH IY", "lemons": "L EH1 M AH N Z", "oranges": "AO1 R AH N JH AH Z",
    "peppers": "P EH1 P ER Z", "potatoes": "P AH T EY1 T OW Z",
    "strawberries": "S T R AO1 B EH R IY Z", "sweet": "S W IY1 T",
    "watermelon": "W AO1 T ER M EH L AH N", "at": "AE T",
    "begin": "B IH G IH1 N", "cabbage": "K AE1 B IH JH",
    "cancel": "K AE1 N S AH L", "carrot": "K EH1 R AH T", "carrots": "K EH1 R AH T S",
    "charge": "CH AA1 R JH", "clean": "K L IY1 N", "cleaner": "K L IY1 N ER",
    "close": "K L OW1 Z", "coffee": "K AO1 F IY", "cold": "K OW1 L D", "colder": "K OW1 L D ER",
    "conditioner": "K AH N D IH1 SH AH N ER", "cooling": "K UW1 L IH NG", "course": "K AO1 R S",
    "cycle": "S AY1 K AH L", "degrees": "D IH G R IY1 Z", "dishwasher": "D IH1 SH W AA SH ER",
    "do": "D UW1", "dock": "D AA1 K", "door": "D AO1 R", "dry": "D R AY1", "dryer": "D R AY1 ER",
    "egg": "EH1 G", "eggs": "EH1 G Z", "eight": "EY1 T", "eighteen": "EY T IY1 N",
    "fan": "F AE1 N", "five": "F AY1 V", "floor": "F L AO1 R", "for": "F ER", "four": "F AO1 R",
    "freezer": "F R IY1 Z ER", "fridge": "F R IH1 JH", "go": "G OW1", "have": "HH AE1 V",
    "home": "HH OW1 M", "how": "HH AW1", "i": "AY1", "in": "IH N", "is": "IH Z", "it": "IH T",
    "kitchen": "K IH1 CH AH N", "left": "L EH1 F T", "lettuce": "L EH1 T AH S",
    "light": "L AY1 T", "lights": "L AY1 T S", "list": "L IH1 S T", "living": "L IH1 V IH NG",
    "long": "L AO1 NG", "lower": "L OW1 ER", "make": "M EY1 K", "milk": "M IH1 L K",
    "minus": "M AY1 N AH S", "minute": "M IH1 N AH T", "minutes": "M IH1 N AH T S",
    "much": "M AH1 CH", "my": "M AY", "need": "N IY1 D", "now": "N AW1", "nine": "N AY1 N",
    "of": "AH V", "off": "AO1 F", "on": "AA1 N", "one": "W AH1 N", "onion": "AH1 N Y AH N",
    "onions": "AH1 N Y AH N Z", "open": "OW1 P AH N", "pause": "P AO1 Z", "please": "P L IY1 Z",
    "power": "P AW1 ER", "quick": "K W IH1 K", "raise": "R EY1 Z", "resume": "R IH Z UW1 M",
    "robot": "R OW1 B AA T", "room": "R UW1 M", "rinse": "R IH1 N S", "save": "S EY1 V",
    "set": "S EH1 T", "seven": "S EH1 V AH N", "shopping": "SH AA1 P IH NG",
    "show": "SH OW1", "six": "S IH1 K S", "spin": "S P IH1 N", "start": "S T AA1 R T",
    "status": "S T AE1 T AH S", "stop": "S T AA1 P", "temperature": "T EH1 M P R AH CH ER",
    "ten": "T EH1 N", "the": "DH AH", "there": "DH EH1 R", "three": "TH R IY1",
    "time": "T AY1 M", "timer": "T AY1 M ER", "to": "T AH", "tofu": "T OW1 F UW",
    "tomato": "T AH M EY1 T OW", "tomatoes": "T AH M EY1 T OW Z", "turn": "T ER1 N",
    "twenty": "T W EH1 N T IY", "two": "T UW1", "up": "AH1 P", "vacuum": "V AE1 K Y UW M",
    "warmer": "W AO1 R M ER", "wash": "W AA1 SH", "washer": "W AA1 SH ER",
    "washing": "W AA1 SH IH NG", "water": "W AO1 T ER", "weather": "W EH1 DH ER",
    "what": "W AH1 T", "wool": "W UH1 L", "yes": "Y EH1 S",
}  # fmt: skip

_CONSONANTS = {
    "B": ("b",), "D": ("d",), "G": ("g",), "P": ("ph",), "T": ("th",), "K": ("kh",),
    "CH": ("ch",), "JH": ("J",), "F": ("F",), "V": ("V",), "TH": ("TH",), "DH": ("DH",),
    "S": ("s",), "Z": ("z",), "SH": ("SH",), "ZH": ("ZH",), "HH": ("h",), "M": ("m",),
    "N": ("n",), "NG": ("N",), "L": ("l",), "R": ("R",), "W": ("w",), "Y": ("j",),
}  # fmt: skip
STRESS = "1"


def sounds(text: str) -> list[list[str]]:
    """Give for each word its sounds, as `speech_sounds` names them; stressed vowels end in ``1``.

    Raises `Invalid` for a word that the table does not have.
    """
    return [_word(word.strip(".,?!").lower()) for word in text.split()]


def _word(word: str) -> list[str]:
    if word not in _WORDS:
        raise Invalid(
            say(
                "The simulated speaker cannot say “{word}”; add it to the table of words.",
                word=word,
            )
        )
    found: list[str] = []
    for sound in _WORDS[word].split():
        found += _CONSONANTS.get(sound, (sound,))
    return found
