-- Sends the requests of a file, in order and over again, and ends with the figures as one line of JSON.
-- The file: "METHOD path", "Name: value" lines, an empty line, then one body a line. A single body is sent as a fixed
-- request, which costs the generator nothing. Arguments: the file, and the line to begin with.

local requests, position = {}, 0

function init(args)
  local file = assert(io.open(args[1]))
  local method, path = file:read("*l"):match("^(%S+) (%S+)$")
  local headers = {}
  for line in file:lines() do
    if line == "" then break end
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  for body in file:lines() do
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
  file:close()
  if #requests > 1 then
    position = tonumber(args[2]) % #requests
    function request()
      position = position % #requests + 1
      return requests[position]
    end
  else
    local only = requests[1]
    function request() return only end
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p90":%d,"p99":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end
