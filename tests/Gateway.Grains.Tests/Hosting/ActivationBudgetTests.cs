using System.Diagnostics.Metrics;
using Gateway.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Tests.Hosting;

public sealed class ActivationBudgetTests
{
    private const int Mebibyte = 1024 * 1024;

    private readonly ActivationBudget _budget;
    private readonly List<string> _deactivated = [];

    public ActivationBudgetTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _budget = new ActivationBudget(Options.Create(new ActivationOptions { ArticleBytes = 4 * Mebibyte }), new GrainsMeter(meters), TimeProvider.System);
    }

    [Fact]
    public void Enter_PastTheBound_DeactivatesTheOldest()
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
            Enter(name);
        Assert.Equal(["a", "b"], _deactivated);
        Assert.InRange(_budget.Weight, 3 * Mebibyte, 4 * Mebibyte);
    }

    [Fact]
    public void Enter_PastTheBound_SparesWhatWasUsedOnce()
    {
        Enter("a").Touch();
        foreach (var name in (string[])["b", "c", "d"])
            Enter(name);
        Assert.Equal(["b"], _deactivated);
        Enter("e");
        Enter("f");
        Assert.Equal(["b", "c", "d"], _deactivated);
        Enter("g");
        Assert.Equal(["b", "c", "d", "a"], _deactivated);
    }

    [Fact]
    public void Leave_GivesTheBytesBack_Once()
    {
        var ticket = Enter("a");
        ticket.Leave();
        ticket.Leave();
        ticket.Resize(Mebibyte);
        Assert.Equal(0, _budget.Weight);
    }

    [Fact]
    public void Resize_PastTheBound_Deactivates()
    {
        Enter("a");
        Enter("b").Resize(4 * Mebibyte);
        Assert.Equal(["a", "b"], _deactivated);
        Assert.Equal(0, _budget.Weight);
    }

    private ActivationBudget.Ticket Enter(string name) => _budget.Enter(GrainId.Create("test", name), _ => _deactivated.Add(name), Mebibyte);
}
