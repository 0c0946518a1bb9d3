from search.models.facts import FactsVersion, PageCote, PageDay
from search.models.lists import ListedCaseFile, ListState, NameCount, NameEntry, NameList
from search.models.related import CopyPair, PageSketch
from search.models.saved import (
    Look,
    NewPage,
    PastSearch,
    SavedSearch,
    SearchHabits,
    Watch,
)

__all__ = [
    "CopyPair",
    "FactsVersion",
    "ListState",
    "ListedCaseFile",
    "Look",
    "NameCount",
    "NameEntry",
    "NameList",
    "NewPage",
    "PageCote",
    "PageDay",
    "PageSketch",
    "PastSearch",
    "SavedSearch",
    "SearchHabits",
    "Watch",
]
