using System.Globalization;

namespace Gateway.Syndication.Upstream;

/// <summary>What a feed says of when it is worth asking for, as it is read.</summary>
internal sealed class SchedulePart
{
    private readonly SortedSet<int> _hours = [];
    private readonly SortedSet<DayOfWeek> _days = [];
    private TimeSpan? _every, _period;
    private int _frequency = 1;

    /// <summary>RSS 2.0 <c>ttl</c>.</summary>
    public void TakeMinutes(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 527_040)
            _every = TimeSpan.FromMinutes(minutes);
    }

    /// <summary>RSS 1.0's module of syndication, <c>sy:updatePeriod</c> and <c>sy:updateFrequency</c>.</summary>
    public void TakeModule(string name, string? text)
    {
        if (name is "updatefrequency" && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frequency) && frequency is > 0 and <= 10_000)
            _frequency = frequency;
        if (name is not "updateperiod")
            return;
        _period = text?.ToLowerInvariant() switch
        {
            "hourly" => TimeSpan.FromHours(1),
            "daily" => TimeSpan.FromDays(1),
            "weekly" => TimeSpan.FromDays(7),
            "monthly" => TimeSpan.FromDays(30),
            "yearly" => TimeSpan.FromDays(365),
            _ => _period,
        };
    }

    /// <summary>An hour or a day of RSS 2.0's <c>skipHours</c> and <c>skipDays</c>; its hour 24 is midnight, too.</summary>
    public void TakeSkipped(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour is >= 0 and <= 24)
            _hours.Add(hour % 24);
        else if (Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day) && Enum.IsDefined(day))
            _days.Add(day);
    }

    /// <summary>What of it counts: whoever skips all hours or days has none.</summary>
    public UpstreamSchedule Build() => new()
    {
        Every = _every ?? _period / _frequency,
        SkipHours = _hours.Count < 24 ? [.. _hours] : [],
        SkipDays = _days.Count < 7 ? [.. _days] : [],
    };
}
