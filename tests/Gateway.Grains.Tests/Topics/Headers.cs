using Gateway.Contracts.Topics;

namespace Gateway.Grains.Tests.Topics;

/// <summary>Headers of one topic, compared by what is shown.</summary>
internal static class Headers
{
    /// <summary>Without where its silo's changes stood, which every change of whatever it hosts moves.</summary>
    public static TopicHeader Shown(this TopicHeader header) => header with { Position = null, Reported = null };
}
