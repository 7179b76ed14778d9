using Gateway.Grains.Intake;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Grains.Tests.Intake;

public sealed class CompanyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeOptions _options = new();

    [Fact]
    public void Gather_AfterOneAlone_NeverWaits()
    {
        var company = new Company(_options, _time);
        company.Ended(1, waiting: 0, TimeSpan.FromSeconds(1));
        Assert.True(company.Gather(() => 1).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Gather_WithFewerThanAround_WaitsForThemAndNoLonger()
    {
        var company = new Company(_options, _time);
        company.Ended(4, waiting: 4, TimeSpan.FromSeconds(1));
        var gathering = company.Gather(() => 4);
        Assert.True(company.IsGathering);
        company.Arrived(7);
        Assert.False(gathering.IsCompleted);
        company.Arrived(8);
        await gathering;
        Assert.False(company.IsGathering);
    }

    [Fact]
    public async Task Gather_ForThoseWhoNeverCome_EndsWithItsShareOfTheLastBatch()
    {
        var company = new Company(_options, _time);
        company.Ended(8, waiting: 0, TimeSpan.FromSeconds(1));
        var gathering = company.Gather(() => 7);
        _time.Advance(TimeSpan.FromSeconds(_options.GatherShare) - TimeSpan.FromMilliseconds(1));
        Assert.False(gathering.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await gathering;
    }

    [Fact]
    public void MayGoBeside_FewChanges_OnlyOnceTheyHaveWaited()
    {
        var company = new Company(_options, _time);
        var since = _time.GetUtcNow();
        Assert.False(company.MayGoBeside(_options.CompanyChanges - 1, since));
        Assert.True(company.MayGoBeside(_options.CompanyChanges, since));
        _time.Advance(_options.CompanyDelay);
        Assert.True(company.MayGoBeside(1, since));
    }
}
