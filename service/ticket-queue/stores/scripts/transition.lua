-- Returns the ticket, or "?" if it does not exist, or "!" and its state if the transition is not allowed.
local deadline, token, transition, from, now = unpack(ARGV)
if late(deadline) then return LATE end
local ENDS = { complete = 'completed', cancel = 'cancelled', ['no-show'] = 'no-show' }
generation()
local ticket = get(token)
if not ticket then return '?' end
if not string.find(from, ' ' .. ticket.state .. ' ', 1, true) then return '!' .. ticket.state end
if ENDS[transition] then
  ticket.state, ticket.endedAt = ENDS[transition], now
elseif transition == 'recall' then
  ticket.calledAt, ticket.calls = now, integer(tonumber(ticket.calls) + 1)
else
  ticket.state, ticket.calledAt, ticket.counter, ticket.endedAt = 'waiting', nil, nil, nil
end
return put(ticket, transition, now)
