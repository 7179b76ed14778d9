using Gateway.Storage.Sqlite;
using Gateway.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Gateway.Storage.Tests;

/// <summary>
/// The form in which both providers store a state is Orleans' own, behind one byte in a row of the embedded store. The bytes of
/// each state are kept with the grains' tests; these are kept for ever: never edited, only added to.
/// </summary>
public sealed class StoredFormTests
{
    private static readonly Serializer Orleans = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly IGrainStorageSerializer States = new StateSerializer(Orleans);

    private static TestState Sample => new() { Text = "日本", Number = 300, Bytes = [1, 2, 3] };

    [Fact]
    public void State_OfEitherProvider_IsOrleansOwnForm()
    {
        Assert.Equal(Orleans.SerializeToArray(Sample), States.Serialize(Sample).ToArray());
        Assert.Equal(Sample.Text, States.Deserialize<TestState>(new BinaryData(Orleans.SerializeToArray(Sample)))?.Text);
    }

    [Theory]
    [InlineData("0120E8400DE697A5E69CAC0162094107010203E0")]
    public void Row_OfEachVersion_IsReadAsItWasMeant(string row)
    {
        using var written = StoredValue.Write(Sample, States);
        Assert.Equal(row, Convert.ToHexString(written.Span));

        var read = StoredValue.Read<TestState>(Convert.FromHexString(row), States, "state", GrainId.Create("a", "b"));
        Assert.Equal((Sample.Text, Sample.Number), (read?.Text, read?.Number));
        Assert.Equal(Sample.Bytes, read?.Bytes);
    }

    /// <summary>What fails on one silo is told to another.</summary>
    [Fact]
    public void Failure_OfEachVersion_IsReadAsItWasMeant()
    {
        var failure = new StorageOutcomeUnknownException(StorageFailure.Full, "No room.", new StorageException(StorageFailure.Busy, "Held."));
        var folder = Path.Combine(Corpus.RepositoryRoot, "tests", "Gateway.Storage.Tests", "Golden");
        var kept = Directory.GetFiles(folder, "failure.*.hex").Order(StringComparer.Ordinal).Select(f => File.ReadAllText(f).ReplaceLineEndings("")).ToList();
        var written = Convert.ToHexString(Orleans.SerializeToArray<object>(failure));
        Assert.True(kept.LastOrDefault() == written, $"Silos of the version before read other bytes. Leave them, and see that they read these; then keep these beside them, as the next failure.N.hex:\n{written}");

        Assert.All(kept, bytes =>
        {
            var read = Assert.IsType<StorageOutcomeUnknownException>(Orleans.Deserialize<object>(Convert.FromHexString(bytes)));
            Assert.Equal((failure.Message, StorageFailure.Full), (read.Message, read.Failure));
            Assert.Equal(StorageFailure.Busy, Assert.IsType<StorageException>(read.InnerException).Failure);
        });
    }

    [Fact]
    public void Failure_OfAKindThatIsNotKnown_IsReadAsItsNumber()
    {
        var read = Orleans.Deserialize<object>(Orleans.SerializeToArray<object>(new StorageException((StorageFailure)99, "Later.")));
        Assert.Equal((StorageFailure)99, Assert.IsType<StorageException>(read).Failure);
    }
}
