using System.Globalization;
using System.Text;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Changes;

/// <summary>
/// What changes of articles changed, each key once with its number: <c>article:a;s=7;drop, topic:latest;s=8</c>. Where that
/// would be too long: <c>*;s=9</c>.
/// </summary>
/// <param name="journal">What numbers them.</param>
/// <param name="limit">Characters at most.</param>
internal sealed class ChangedKeys(IChangeJournal journal, int limit)
{
    private readonly Dictionary<string, bool> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> topics = new(StringComparer.Ordinal);

    public bool IsEmpty => keys.Count == 0;

    /// <summary>Adds the keys of a change that went well.</summary>
    public void Add(ChangeOutcome outcome)
    {
        var isRetraction = outcome.Status == StatusCodes.Status204NoContent;
        Set(keys, ChangeKey.Article(outcome.Slug), isRetraction);
        foreach (var topic in outcome.ChangedTopics)
            topics[topic] = isRetraction || topics.GetValueOrDefault(topic);
    }

    public void Clear()
    {
        keys.Clear();
        topics.Clear();
    }

    /// <summary>All of them.</summary>
    public override string ToString()
    {
        foreach (var (topic, isRetracted) in topics)
        {
            var (key, archives) = (ChangeKey.Topic(topic), ChangeKey.Archives(topic));
            Set(keys, key, isRetracted);
            // Told of after its topic, or not changed with it. Of a topic that another silo hosts nothing is known here.
            if (isRetracted || journal.Knows(archives) || !journal.Knows(key))
                Set(keys, archives, isRetracted);
        }

        var text = new StringBuilder(64 * keys.Count);
        foreach (var (key, isRetracted) in keys)
        {
            Append(text, key, journal.SequenceOf(key));
            if (isRetracted)
                text.Append(";drop");
            if (text.Length > limit)
                return Append(text.Clear(), ChangeKey.Any, journal.Position.Sequence).ToString();
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, string key, long sequence) =>
        text.Append(text.Length == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{key};s={sequence}");

    private static void Set(Dictionary<string, bool> keys, string key, bool isRetraction) =>
        keys[key] = isRetraction || keys.GetValueOrDefault(key);
}
