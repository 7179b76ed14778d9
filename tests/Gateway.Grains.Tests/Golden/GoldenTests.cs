using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Gateway.Grains.Tests.Golden;

/// <summary>
/// The bytes of everything that is stored and of everything that silos send each other, as every version wrote them: silos of
/// two versions run side by side during an upgrade, and read what the other wrote and sends.
/// </summary>
public sealed class GoldenTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> SampleNames => [.. Samples.All.Select(s => s.Name)];

    public static TheoryData<string> KeptFiles => [.. GoldenFile.Kept];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Record_WrittenToday_TakesTheNewestBytesThatAreKept(string name)
    {
        var sample = Samples.Named(name);
        var bytes = sample.Write(Serializer);
        var kept = GoldenFile.Of(name);
        if (kept.Count > 0 && kept[^1].Bytes.AsSpan().SequenceEqual(bytes))
            return;

        var next = new GoldenFile(name, kept.Count + 1, [.. Described.Of(sample.Value)], bytes);
        if (GoldenFile.IsWriting)
        {
            next.Save();
            return;
        }

        Assert.Fail(kept.Count == 0
            ? $"No bytes of {name} are kept. Run these tests once with GATEWAY_GOLDEN=write, look at {next.Place}, and commit it."
            : $"""
              {name} is written in other bytes than {kept[^1].Place} keeps: silos of the version before read them, and wrote the others.
              If a member was added, under an Id that was never used: leave the old file as it is, run these tests once with
              GATEWAY_GOLDEN=write, look at {next.Place}, and commit it beside the old one.
              If a member was taken away, has another Id or another type: put it back, and add another in its place.
              If Orleans writes it otherwise since an update: see that the version before reads it, then keep the new bytes too.
              """);
    }

    [Theory]
    [MemberData(nameof(KeptFiles))]
    public void Record_OfEachVersion_IsReadAsItWasMeant(string path)
    {
        var kept = GoldenFile.Read(path);
        var sample = Samples.All.FirstOrDefault(s => s.Name == kept.Name);
        Assert.True(sample is not null, $"Nothing reads {path} any more: what was stored or sent once is read for ever.");
        var read = Described.Of(sample.Read(Serializer, kept.Bytes)).ToHashSet();
        Assert.NotEmpty(kept.Values);
        Assert.All(kept.Values, value => Assert.Contains(value, read));
    }

    [Fact]
    public void Type_ThatIsStoredOrSent_IsKeptWithSomethingInEachMember()
    {
        var parts = Samples.All.SelectMany(s => Described.Parts(s.Value)).ToLookup(p => Definition(p.GetType()));
        Assert.All(Names.Serializable, type =>
        {
            Assert.True(parts[type].Any(), $"No sample holds a {type.Name}: add one to {nameof(Samples)}, and keep its bytes.");
            Assert.All(Described.Members(type), member => Assert.True(
                parts[type].Any(p => IsSomething(p.GetType().GetProperty(member.Property.Name)?.GetValue(p))),
                $"No sample has anything in {type.Name}.{member.Property.Name}: add it to {nameof(Records)}, and keep the new bytes beside the old ones."));
        });
    }

    [Fact]
    public void Call_OfEachGrain_IsKeptWithWhatItGives()
    {
        var names = Samples.Sent.Select(s => s.Name).ToHashSet();
        foreach (var grain in Names.Interfaces)
        {
            foreach (var method in grain.GetMethods())
            {
                var call = Samples.NameOf(grain, method.Name, isCall: true);
                Assert.True(names.Contains(call), $"No sample is {call}: add it to {nameof(Samples)}, and keep its bytes.");
                var result = Samples.NameOf(grain, method.Name, isCall: false);
                Assert.True(!method.ReturnType.IsGenericType || names.Contains(result), $"No sample is {result}: add it to {nameof(Samples)}, and keep its bytes.");
            }
        }
    }

    [Fact]
    public void State_OfEachGrain_IsKept()
    {
        var stored = Samples.Stored.Select(s => s.Type).ToHashSet();
        var states = Names.Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetConstructors())
            .SelectMany(c => c.GetParameters())
            .Select(p => p.ParameterType)
            .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IPersistentState<>))
            .Select(t => t.GetGenericArguments()[0])
            .ToHashSet();
        Assert.NotEmpty(states);
        Assert.All(states, state => Assert.True(stored.Contains(state), $"No sample of {state.Name} is stored: add one to {nameof(Samples)}, and keep its bytes."));
    }

    [Fact]
    public void Samples_HoldNothingTwice()
    {
        // Else what a later version adds would move the numbers by which the second one refers to the first, and Grown could not add it.
        Assert.All(Samples.All, sample => Assert.Empty(Described.Parts(sample.Value)
            .Where(p => p is string or not (ValueType or IEnumerable))
            .GroupBy(p => p, ReferenceEqualityComparer.Instance)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)));
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool IsSomething(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        ReadOnlyMemory<byte> bytes => !bytes.IsEmpty,
        IEnumerable items => items.GetEnumerator().MoveNext(),
        ValueType plain => !plain.Equals(Activator.CreateInstance(plain.GetType())),
        _ => true,
    };
}
