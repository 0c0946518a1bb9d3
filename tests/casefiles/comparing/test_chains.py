from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from casefiles.comparing.chains import gaps, heaviest_chain

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9)), max_size=9)


def ascends(chain):
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chain))


def heaviest_by_trying_all(pairs):
    sizes = range(len(pairs) + 1)
    every = (sorted(some) for size in sizes for some in combinations(pairs, size))
    return max(sum(pair[2] for pair in some) for some in every if ascends(some))


def test_it_works():
    pairs = [(0, 0, 1.0), (1, 3, 1.0), (2, 1, 1.0), (3, 2, 1.0), (4, 4, 1.0)]
    assert heaviest_chain(pairs) == [(0, 0), (2, 1), (3, 2), (4, 4)]
    assert heaviest_chain([]) == []


@given(PAIRS)
def test_no_chain_is_heavier(pairs):
    chain = heaviest_chain(pairs)
    assert ascends(chain)
    weights = {}
    for earlier, later, weight in pairs:
        weights[earlier, later] = max(weight, weights.get((earlier, later), 0))
    assert sum(weights[pair] for pair in chain) == heaviest_by_trying_all(pairs)


def test_gaps_have_pages_on_both_sides():
    between = list(gaps([(1, 1), (2, 4)], 5, 6))
    assert between == [(range(1), range(1)), (range(3, 5), range(5, 6))]
