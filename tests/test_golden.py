"""What is found in the sample plans stays what it was; `make golden` accepts a wanted change."""

import pytest
from golden import found, golden_path, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda p: p.name)
def test_a_sample_is_read_as_before(sample):
    assert found(sample) == golden_path(sample).read_text("utf-8")


def test_there_are_ten_samples_with_golden_files():
    assert len(samples()) >= 10
    assert all(golden_path(sample).exists() for sample in samples())
