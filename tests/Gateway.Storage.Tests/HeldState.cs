using System.Diagnostics.CodeAnalysis;

namespace Gateway.Storage.Tests;

/// <summary>What a grain holds of its state; never null, as in a grain.</summary>
internal sealed class HeldState : IGrainState<TestState>
{
    private TestState _state = new();

    [AllowNull]
    public TestState State
    {
        get => _state;
        set => _state = value ?? throw new InvalidOperationException("A provider must never leave a grain without state.");
    }

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
