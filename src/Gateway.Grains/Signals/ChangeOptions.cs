using System.ComponentModel.DataAnnotations;

namespace Gateway.Grains.Signals;

/// <summary>What a silo remembers of its changes: <c>Gateway:Changes</c>.</summary>
public sealed class ChangeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Changes";

    /// <summary>
    /// Changes kept, so that an edge whose stream broke can carry on where it was: 16 to 1,048,576; default 32,768 (at most
    /// some 5 MB). One that missed more revalidates all that it has.
    /// </summary>
    [Range(16, 1_048_576)]
    public int Capacity { get; set; } = 32_768;
}
