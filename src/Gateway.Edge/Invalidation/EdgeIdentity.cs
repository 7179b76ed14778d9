using System.Security.Cryptography;

namespace Gateway.Edge.Invalidation;

/// <summary>By what name silos know this edge: another one with each start, and no more than a name.</summary>
internal sealed class EdgeIdentity
{
    /// <summary>The name, of letters and digits.</summary>
    public string Name { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);
}
