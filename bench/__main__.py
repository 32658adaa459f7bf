"""`make bench`: what a page weighs, what a submission costs beside a bare insert, how fast nights, results and a
hand-over are.

Machines differ and are shared: take the ratios, which are measured side by side in one run, not the absolute numbers.
How near the sums come to the truth depends on no machine.
"""

from bench import accuracy, handover, kernel, nights, page, pages, traffic


def main() -> None:
    """Print every measurement as a table row."""
    print("| apa | angka |\n|---|---|")
    for part in (page, traffic, nights, pages, kernel, handover, accuracy):
        for name, figure in part.measure():
            print(f"| {name} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
