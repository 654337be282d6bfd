def show(rows: list[str]) -> None:
    print(*rows, sep="\n")
