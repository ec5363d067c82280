"""The simulated alliance: its organisations, their people, and the data sets that they bring.

`write` in `plan_writing` makes one data set's folder; everything follows from the seeds here, so
the same plan gives the same bytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for an organisation; the name is made up."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Company:
    """One organisation of the alliance.

    Attributes:
        slug: how the platform tells it apart.
        name: what people read; `provider`: what its deliveries call themselves.
        tier: ``operator``, ``alliance`` or ``industry``.
        people: the first is its owner.
    """

    slug: str
    name: str
    provider: str
    tier: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One data set of the demonstration.

    Attributes:
        name: of the data set and of its folder.
        title, purpose: what people read of it.
        domain: id of the domain pack.
        owner: slug of the company.
        formats: what its release is written as, beside the plain form; None: the domain's own.
    """

    name: str
    title: str
    purpose: str
    domain: str
    owner: str
    formats: tuple[str, ...] | None = None


COMPANIES = (
    Company(
        "dure-office",
        "두레 사무국 · Dure Alliance Office",
        "Dure Alliance Office",
        "operator",
        (
            Person("", "owner"),
            Person("윤서아", "curator"),
            Person("문태오", "analyst"),
            Person("강보람", "annotator"),
            Person("오하람", "consumer"),
        ),
    ),
    Company(
        "hanbit",
        "한빛전자 · Hanbit Electronics",
        "Hanbit Electronics",
        "alliance",
        (
            Person("김도윤", "owner"),
            Person("이서진", "curator"),
            Person("박하은", "provider"),
            Person("최이안", "annotator"),
            Person("정유나", "consumer"),
        ),
    ),
    Company(
        "saebom",
        "새봄가전 · Saebom Appliances",
        "Saebom Appliances",
        "alliance",
        (
            Person("한지우", "owner"),
            Person("서민재", "curator"),
            Person("임수아", "provider"),
            Person("조은별", "annotator"),
            Person("배준서", "analyst"),
        ),
    ),
    Company(
        "dullegil",
        "둘레길로보틱스 · Dullegil Robotics",
        "Dullegil Robotics",
        "industry",
        (
            Person("신가온", "owner"),
            Person("류다온", "provider"),
            Person("남시우", "consumer"),
        ),
    ),
)
PROVIDERS = ("Hanbit Electronics", "Saebom Appliances", "Dullegil Robotics")

# In the order in which they are built: the quickest first, so that there is soon much to see.
HOLDINGS = (
    Holding(
        "appliance-status",
        "가전 상태 2주 · Two weeks of appliance status",
        "고장과 사용을 읽어 내게 · Read use and faults from what devices report",
        "device",
        "saebom",
    ),
    Holding(
        "kitchen-voice",
        "주방 음성 명령 · Voice commands in the kitchen",
        "시끄러운 주방에서도 알아듣게 · Understand commands in a noisy kitchen",
        "voice",
        "hanbit",
    ),
    Holding(
        "floor-hazards",
        "바닥의 장애물 · Hazards on the floor",
        "로봇청소기가 전선과 배설물을 피하게 · Let robot vacuums keep off cables and pet waste",
        "obstacle",
        "dullegil",
        ("yolo",),
    ),
    Holding(
        "garments",
        "의류와 원단 · Garments and fabrics",
        "세탁 코스를 스스로 고르게 · Let a washer choose its course",
        "fabric",
        "saebom",
    ),
    Holding(
        "fridge-interior",
        "냉장고 속 식재료 · Food inside refrigerators",
        "냉장고 카메라가 재료를 알아보게 · Let a refrigerator's camera know what is inside",
        "food",
        "hanbit",
        ("coco",),
    ),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of each kind is made.

    Attributes:
        close, interior, linked: pictures of single foods, of whole shelves, and recordings that
            join picture, voice and status.
        garments, fabrics, floors: pictures.
        voices: recordings of commands.
        homes, days: whose appliances report, and for how long.
        defects: how many of each kind of defect a data set holds.
    """

    close: int
    interior: int
    linked: int
    garments: int
    fabrics: int
    floors: int
    voices: int
    homes: int
    days: int
    defects: int


FULL = Scale(400, 70, 60, 400, 160, 400, 240, 4, 14, 4)
SMALL = Scale(60, 8, 8, 50, 20, 40, 24, 1, 3, 1)
