"""A small sound pack, written as a person would, for tests to break in one place."""

import pytest

LONG_KO = "냉장고를 찍은 사진에 보이는 것만 적습니다. " * 12
LONG_EN = "Label only what can be seen in the picture of the refrigerator. " * 10

SOUND = f"""\
id: fridge
version: 1.0.0
name: {{ko: 냉장고, en: Fridge}}
description: {{ko: 시험용 팩, en: A pack for tests}}
aliases: [fridges]
modalities: [image, audio]
taxonomy:
  - id: food
    ko: 식품
    en: Food
    children:
      - {{id: apple, ko: 사과, en: Apple, aliases: [Apples]}}
      - {{id: pear, ko: 배, en: Pear}}
  - {{id: quince, ko: 모과, en: Quince, parent: food}}
  - {{id: intent, ko: 의도, en: Intent, slots: [target]}}
slots:
  - {{id: target, ko: 대상, en: Target, kind: taxonomy, taxonomy: food}}
label_schema:
  - {{id: which, type: choice, taxonomy: food, required: true, ko: 무엇, en: Which}}
  - {{id: said, type: transcript, required: false, modality: audio, ko: 말, en: Said}}
conditions:
  factors:
    - id: lamp
      ko: 조명
      en: Lamp
      levels:
        - {{id: on, ko: 켜짐, en: Lit}}
        - {{id: off, ko: 꺼짐, en: Dark}}
    - id: door
      ko: 문
      en: Door
      levels:
        - {{id: open, ko: 열림, en: Open}}
        - {{id: closed, ko: 닫힘, en: Closed}}
      status: {{attribute: BooleanState.StateValue, levels: {{'0': open, '1': closed}}}}
  constraints:
    - {{if: {{door: open}}, then: {{lamp: [on]}}, ko: 열면 켜집니다, en: Opening lights it}}
quality:
  near_duplicate_similarity: 0.97
  min_per_class: 30
  promised_accuracy: 0.95
deidentification:
  entities:
    - {{id: face, ko: 얼굴, en: Face, detector: faces, operator: blur, never_leaves: true}}
engines:
  image_embedding: efficientnet_lite0
ingest:
  folder_labels: open
  group_columns: [household]
guideline:
  ko: {LONG_KO}
  en: {LONG_EN}
"""


@pytest.fixture
def sound() -> str:
    return SOUND


@pytest.fixture
def written(tmp_path):
    """Write a pack's text and give its file."""

    def write(text, name="pack.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write
