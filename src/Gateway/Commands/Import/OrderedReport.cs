namespace Gateway.Commands.Import;

/// <summary>
/// Tells of rejected records in the order of the files, though lanes and batches are answered in any: each waits until all lines
/// before it are settled. Memory is bounded: beyond so many that wait, the oldest is told out of turn.
/// </summary>
internal sealed class OrderedReport(IImportReport inner, int mostWaiting = 10_000) : IImportReport
{
    private readonly Lock _gate = new();
    private readonly Queue<Place> _places = new();
    private readonly Dictionary<ImportLine, Place> _open = new(ReferenceEqualityComparer.Instance);
    private int _waiting;

    public void Read(ImportLine line)
    {
        lock (_gate)
        {
            var place = new Place();
            _places.Enqueue(place);
            _open.Add(line, place);
        }

        inner.Read(line);
    }

    public void Accepted(ImportLine line)
    {
        inner.Accepted(line);
        Settle(line, null);
    }

    public void Rejected(ImportLine line, BulkAnswer answer) => Settle(line, () => inner.Rejected(line, answer));

    public void Unknown(IReadOnlyList<ImportLine> lines, Exception broken)
    {
        // Of them nothing more is heard; that they are unknown is told at once, and together.
        inner.Unknown(lines, broken);
        foreach (var line in lines)
            Settle(line, null);
    }

    public void Waiting(int records) => inner.Waiting(records);

    /// <summary>Tells what still waits, for lines before it that were never sent.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            while (_places.TryDequeue(out var place))
                place.Tell?.Invoke();
            _waiting = 0;
        }

        inner.Complete();
    }

    private void Settle(ImportLine line, Action? tell)
    {
        lock (_gate)
        {
            if (!_open.Remove(line, out var place))
                return;
            (place.IsSettled, place.Tell) = (true, tell);
            _waiting += tell is null ? 0 : 1;
            while (_places.TryPeek(out var first) && (first.IsSettled || _waiting > mostWaiting))
            {
                _places.Dequeue();
                if (first.Tell is null)
                {
                    // One that is not settled is passed by here, and told when it is: it has no place to wait in any more.
                    first.IsPassed = true;
                    continue;
                }

                first.Tell();
                _waiting--;
            }

            if (place is { IsPassed: true, Tell: { } late })
            {
                late();
                place.Tell = null;
                _waiting--;
            }
        }
    }

    private sealed class Place
    {
        public bool IsSettled { get; set; }

        public bool IsPassed { get; set; }

        public Action? Tell { get; set; }
    }
}
