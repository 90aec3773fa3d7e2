-- Sends the requests of a file, in order and over again, and ends with the figures as one line of JSON.
-- The file: "METHOD path", "Name: value" lines, an empty line, then one body a line.
-- Says on standard error when the load begins. Arguments: the file, and the line to begin with.

local requests, position, calls = {}, 0, 0

-- More than wrk sends in one run of the bench: of a longer file only so many lines are made into requests.
local MOST = 100000

-- wrk asks for one request before it begins, to look at it.
local function asked()
  if calls > 1 then return end
  calls = calls + 1
  if calls == 2 then io.stderr:write("begun\n") end
end

function init(args)
  local file = assert(io.open(args[1]))
  local method, path = file:read("*l"):match("^(%S+) (%S+)$")
  local headers = {}
  for line in file:lines() do
    if line == "" then break end
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  local bodies = {}
  for body in file:lines() do bodies[#bodies + 1] = body end
  file:close()
  local first = tonumber(args[2])
  for index = first, first + math.min(MOST, #bodies) - 1 do
    local body = bodies[index % #bodies + 1]
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  asked()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p90":%d,"p99":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end
