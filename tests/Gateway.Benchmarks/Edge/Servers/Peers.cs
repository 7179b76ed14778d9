using System.Globalization;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>
/// The caches that the edge is compared with, each as its own documentation would have it fast: one worker, contents in
/// memory or in the system's page cache, no access log, the origin's codings stored as they come.
/// </summary>
internal static class Peers
{
    public static async Task<ServerProcess> Nginx(string folder, Uri upstream, string probe, CancellationToken cancellation)
    {
        var port = GatewayUnderTest.FreePort();
        var home = Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName;
        var file = Path.Combine(home, "nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            daemon off;
            user {{Environment.UserName}};
            worker_processes 1;
            pid {{home}}/pid;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              tcp_nodelay on;
              server_tokens off;
              keepalive_requests 1000000000;
              client_body_temp_path {{home}}/body;
              proxy_temp_path {{home}}/temporary;
              fastcgi_temp_path {{home}}/fastcgi;
              uwsgi_temp_path {{home}}/uwsgi;
              scgi_temp_path {{home}}/scgi;
              open_file_cache max=1000 inactive=1h;
              open_file_cache_valid 1h;
              proxy_cache_path {{home}}/cache levels=1:2 keys_zone=all:10m max_size=256m inactive=1h use_temp_path=off;
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass {{upstream}};
                  proxy_http_version 1.1;
                  proxy_buffer_size 64k;
                  proxy_buffers 16 64k;
                  proxy_busy_buffers_size 128k;
                  proxy_cache all;
                  proxy_cache_lock on;
                  proxy_cache_revalidate on;
                  proxy_cache_background_update on;
                  proxy_cache_use_stale updating error timeout;
                }
              }
            }
            """,
            cancellation);
        return await ServerProcess.Start("nginx", port, Cpus.Server, [Tool.Nginx.Path ?? "nginx", "-e", "stderr", "-c", file], probe, cancellation);
    }

    /// <summary>Varnish, without its own gzip handling: that stores one coding and unpacks it for each reader of identity.</summary>
    public static Task<ServerProcess> Varnish(string folder, Uri upstream, string probe, CancellationToken cancellation)
    {
        var port = GatewayUnderTest.FreePort();
        return ServerProcess.Start(
            "Varnish",
            port,
            Cpus.Server,
            [
                Tool.Varnish.Path ?? "varnishd", "-F", "-j", "none", "-T", "none",
                "-n", Directory.CreateDirectory(Path.Combine(folder, "varnish")).FullName,
                "-a", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
                "-b", upstream.Authority,
                "-s", "malloc,256m",
                "-p", "http_gzip_support=off", "-p", "thread_pools=1", "-p", "thread_pool_min=100",
            ],
            probe,
            cancellation);
    }
}
