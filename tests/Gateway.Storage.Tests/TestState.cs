namespace Gateway.Storage.Tests;

/// <summary>Orleans' in-memory provider and ours are given the same state to keep.</summary>
[GenerateSerializer]
[Alias("gateway.storage.tests.state")]
public sealed record TestState
{
    [Id(0)]
    public string? Text { get; set; }

    [Id(1)]
    public int Number { get; set; }

    [Id(2)]
    public byte[] Bytes { get; set; } = [];
}
