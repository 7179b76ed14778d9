using Gateway.Contracts.Articles;
using Gateway.Contracts.Publishing;
using Orleans.Storage;

namespace Gateway.Grains.Intake;

/// <summary>
/// A partition's journal: two rows for each track, and the sequence that numbers its changes. Used on the grain's own scheduler only.
/// </summary>
internal sealed class Journal(params JournalSlot[] slots)
{
    // One more than the writes that another activation may have had under way.
    private const int Attempts = 5;

    private readonly JournalSlot[] _slots = slots;
    private long _sequence;

    /// <summary>A row of the track that nobody carries out or writes now; null where both are busy.</summary>
    public JournalSlot? Free(Track track) => Array.Find(_slots, slot => slot.Track == track && !slot.IsBusy);

    /// <summary>A row of the track that is being carried out or written; null where none is.</summary>
    public JournalSlot? Busy(Track track) => Array.Find(_slots, slot => slot.Track == track && slot.IsBusy);

    /// <summary>The rows that hold something that is over, and that nobody is at.</summary>
    public IEnumerable<JournalSlot> Stale => _slots.Where(slot => slot is { IsBusy: false, IsStale: true });

    /// <summary>Whether a row holds something that is over.</summary>
    public bool IsStale => Array.Exists(_slots, slot => slot.IsStale);

    /// <summary>Whether nothing is under way, in memory and in the storage.</summary>
    public bool IsQuiet => Array.TrueForAll(_slots, slot => slot is { IsBusy: false, IsEmpty: true, IsStale: false });

    /// <summary>The batches under way.</summary>
    public Task Work => Task.WhenAll(_slots.Select(slot => slot.Work));

    /// <summary>What an activation before this one left unfinished, in order.</summary>
    public async Task<List<PendingChange>> Recover()
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = Read();
            try
            {
                // A write of an activation before this one may still be on its way to a remote storage. Writing the rows makes
                // it fail there: it would bring back changes under sequences that this activation gives to others.
                await Task.WhenAll(_slots.Select(Write));
                return [.. found.OrderBy(change => change.Sequence)];
            }
            catch (InconsistentStateException) when (attempt < Attempts)
            {
                // It came before: what it wrote is to be read.
                await Task.WhenAll(_slots.Select(slot => slot.ReadAgain()));
            }
        }
    }

    private List<PendingChange> Read()
    {
        var found = new List<PendingChange>();
        foreach (var slot in _slots)
        {
            var stored = slot.Stored;
            _sequence = Math.Max(_sequence, stored.LastSequence);
            var changes = stored.Entries.Select(entry => new PendingChange(entry.Change.Slug, entry.Sequence, entry.Change, slot))
                .Concat(stored.Unsettled.Select(entry => new PendingChange(entry.Slug, entry.Sequence, change: null, slot)))
                .ToList();
            changes.ForEach(slot.Add);
            found.AddRange(changes);
        }

        return found;
    }

    /// <summary>Gives the changes of a batch their sequences, and puts them into a row.</summary>
    public void Number(List<PendingChange> batch, JournalSlot slot)
    {
        foreach (var change in batch)
        {
            change.Sequence = ++_sequence;
            slot.Add(change);
        }
    }

    /// <summary>
    /// The article's answer. One that has applied a later sequence already (its journal was lost, say) has ignored the
    /// change: the change is not acknowledged, and the next one gets a sequence behind that.
    /// </summary>
    public ChangeOutcome Outcome(PendingChange change, ArticleVerdict verdict)
    {
        if (verdict.Sequence <= change.Sequence)
            return verdict.Outcome.Status >= 300 ? verdict.Outcome : verdict.Outcome with { Reported = [.. change.Reported] };
        _sequence = Math.Max(_sequence, verdict.Sequence);
        return PendingChange.Unavailable(change.Slug, "The change was overtaken.");
    }

    /// <summary>Writes a row; throws where it is unknown whether that succeeded.</summary>
    public Task Write(JournalSlot slot) => slot.Write(_sequence);
}
