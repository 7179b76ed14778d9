namespace Gateway.HttpCaching.Reuse;

/// <summary>What a store keeps of a response: whatever it is, the rules ask for its facts.</summary>
public interface IStoredResponse
{
    /// <summary>The facts; replaced as a whole when the response is freshened or invalidated.</summary>
    StoredFacts Facts { get; }
}
