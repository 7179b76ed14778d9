using System.Net;
using Gateway.Contracts.Silos;
using Gateway.Hosting;
using Gateway.Management;
using Gateway.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Management;

/// <summary><c>/readyz</c> of a silo: what an operator, or who restarts silos one by one, goes by.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData(false, false, null, 200)]
    [InlineData(true, false, null, 503)]
    [InlineData(false, true, null, 200)]
    [InlineData(false, false, "the disk is full", 503)]
    public async Task Silo_IsReady_OnceItHostsItsShareAndCanWrite(bool isJoining, bool isAnotherJoining, string? problem, int status)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<ISiloDirectory>(new Directory(new SiloView(1, [new SiloMember("other", null, isAnotherJoining), new SiloMember("own", null, isJoining)])))
            .AddSingleton<ILocalSiloDetails>(new Details())
            .AddSingleton<IStorageHealth>(new Health(problem))
            .BuildServiceProvider();

        var answer = await Readiness.Answer(new GatewayStatus { Phase = GatewayPhase.Ready, Silo = services }, CancellationToken.None);

        Assert.Equal(status, Assert.IsAssignableFrom<IStatusCodeHttpResult>(answer).StatusCode ?? StatusCodes.Status200OK);
    }

    [Theory]
    [InlineData(GatewayPhase.Starting)]
    [InlineData(GatewayPhase.Draining)]
    internal async Task Gateway_ThatStartsOrEnds_IsNot(GatewayPhase phase)
    {
        var answer = await Readiness.Answer(new GatewayStatus { Phase = phase }, CancellationToken.None);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, Assert.IsAssignableFrom<IStatusCodeHttpResult>(answer).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("10.1.2.3", "0.0.0.0")]
    [InlineData("2001:db8::1", "::")]
    public void Silo_ListensWhereTheAddressThatItTellsIsReached(string advertised, string at) =>
        Assert.Equal(new IPEndPoint(IPAddress.Parse(at), 11_111), SiloComposition.ListensAt(IPAddress.Parse(advertised), 11_111));

    private sealed class Directory(SiloView view) : ISiloDirectory
    {
        public SiloView Current => view;

        public Task ChangedAsync(SiloView known) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private sealed class Details : ILocalSiloDetails
    {
        public string Name => "own";

        public string ClusterId => "gateway";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11_111, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }

    private sealed class Health(string? problem) : IStorageHealth
    {
        public ValueTask<StorageHealthSnapshot> CheckAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(new StorageHealthSnapshot(problem is null, problem, null));
    }
}
