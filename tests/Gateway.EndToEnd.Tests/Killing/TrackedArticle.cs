using System.Globalization;

namespace Gateway.EndToEnd.Tests.Killing;

/// <summary>A state that an article was asked to take.</summary>
/// <param name="Number">Counts the changes of its article.</param>
/// <param name="Topics">None where it was retracted.</param>
/// <param name="Record">Null where it was retracted.</param>
internal sealed record Change(int Number, IReadOnlyList<string> Topics, string? Record)
{
    public long? Revision { get; set; }

    public bool IsLive => Record is not null;
}

/// <summary>
/// What a publisher knows of one of its articles: the changes that it sent, and which of them was acknowledged last. One
/// thread sends while another reads the answers.
/// </summary>
internal sealed class TrackedArticle(int index)
{
    private readonly Lock _gate = new();
    private readonly List<Change> _changes = [];
    private int _acknowledged = -1;
    private int _number;

    public string Slug { get; } = string.Create(CultureInfo.InvariantCulture, $"article-{index}");

    /// <summary>Few instants for many articles: their ids decide the order.</summary>
    public DateTimeOffset Published { get; } = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(index * 7 % 40);

    /// <summary>Known beforehand for every other one; the gateway makes the others.</summary>
    public string? Id { get; set; } = index % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"https://example.org/{index * 31 % 100}/{index}") : null;

    /// <summary>The states that it may be shown in; empty where it may be missing, too, as nothing was acknowledged.</summary>
    public IReadOnlyList<Change> Allowed => _changes[Math.Max(0, _acknowledged)..];

    public bool MayBeMissing => _acknowledged < 0;

    /// <summary>Whether nothing is open: what was sent last was acknowledged.</summary>
    public bool IsSettled => _acknowledged == _changes.Count - 1;

    public bool IsKnown => _changes.Count > 0;

    public Change Last => _changes[^1];

    public Change Write(Random random, IReadOnlyList<string> topics)
    {
        var number = ++_number;
        var of = topics.Where(_ => random.Next(2) == 0).ToList();
        var address = index % 2 == 0 ? $"\"url\":\"{string.Create(CultureInfo.InvariantCulture, $"https://example.org/{index * 31 % 100}/{index}")}\"," : "";
        var names = string.Join(',', of.Select(t => $"\"{t}\""));
        var body = string.Concat(Enumerable.Repeat("Words of an article. ", random.Next(1, 120)));
        return Add(new Change(number, of, string.Create(CultureInfo.InvariantCulture,
            $$"""{"slug":"{{Slug}}",{{address}}"title":"{{Slug}} v{{number}}","body_md":"{{body}}","published_at":"{{Published:O}}","topics":[{{names}}]}""")));
    }

    public Change Retract() => Add(new Change(++_number, [], null));

    public void Acknowledge(Change change, long? revision = null)
    {
        lock (_gate)
            _acknowledged = Math.Max(_acknowledged, _changes.IndexOf(change));
        change.Revision = revision;
    }

    /// <summary>Forgets all but the state that it is known to be in.</summary>
    public void Settle(Change change)
    {
        _changes.Clear();
        _changes.Add(change);
        _acknowledged = 0;
    }

    private Change Add(Change change)
    {
        lock (_gate)
            _changes.Add(change);
        return change;
    }
}
