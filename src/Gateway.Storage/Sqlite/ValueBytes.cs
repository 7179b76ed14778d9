using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// The bytes of a value on its way to disk, outside of the collected heap: they wait for a commit, longer than the youngest
/// generation lasts under load, and every collection would move them all. The write gives them back once it has run
/// or failed; the collector, those that never became a write.
/// </summary>
internal sealed unsafe class ValueBytes : SafeHandleZeroOrMinusOneIsInvalid
{
    public ValueBytes(int length)
        : base(ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.Alloc((nuint)length));
    }

    public int Length { get; }

    /// <summary>Valid until the disposal.</summary>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<byte>((void*)handle, Length);
        }
    }

    public static ValueBytes Of(ReadOnlySpan<byte> value)
    {
        var bytes = new ValueBytes(value.Length);
        value.CopyTo(bytes.Span);
        return bytes;
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
