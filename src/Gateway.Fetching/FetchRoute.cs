namespace Gateway.Fetching;

/// <summary>Where a fetch has come to.</summary>
internal sealed class FetchRoute(Uri address)
{
    private bool _isForGood = true;

    /// <summary>What is asked next.</summary>
    public Uri Address { get; private set; } = address;

    public Uri PermanentAddress { get; private set; } = address;

    public int Redirects { get; private set; }

    public int? Status { get; set; }

    /// <summary>Goes where a redirect leads; false where that is no address to go to.</summary>
    /// <param name="location">As it came, perhaps relative.</param>
    /// <param name="isForGood">Whether it is for all time to come.</param>
    public bool Follow(Uri location, bool isForGood)
    {
        if (!Uri.TryCreate(Address, location, out var next) || next.Scheme is not ("http" or "https") || next.UserInfo.Length > 0)
            return false;
        Address = next;
        Redirects++;
        _isForGood &= isForGood;
        if (_isForGood)
            PermanentAddress = next;
        return true;
    }

    public FetchResult End(FetchOutcome outcome, string? problem) => new()
    {
        Outcome = outcome,
        Problem = problem,
        Status = Status,
        Address = Address,
        PermanentAddress = PermanentAddress,
    };
}
