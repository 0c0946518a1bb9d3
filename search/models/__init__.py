from search.models.facts import FactsVersion, PageCote, PageDay
from search.models.lists import ListedCaseFile, ListState, NameCount, NameEntry, NameList
from search.models.saved import (
    Look,
    NewPage,
    PastSearch,
    SavedSearch,
    SearchHabits,
    Watch,
)

__all__ = [
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
    "PastSearch",
    "SavedSearch",
    "SearchHabits",
    "Watch",
]
