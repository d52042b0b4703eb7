import protobuf from 'protobufjs';

/** The messages of OTLP 1.x that logs and traces consist of (opentelemetry-proto, package opentelemetry.proto), with their field numbers. */
const PROTO = `
syntax = "proto3";
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message InstrumentationScope {
  string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
}
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message LogRecord {
  fixed64 time_unix_nano = 1; uint32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8;
  bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11; string event_name = 12;
}
message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; uint32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12;
  repeated Link links = 13; uint32 dropped_links_count = 14; Status status = 15; fixed32 flags = 16;
}
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Link {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4;
  uint32 dropped_attributes_count = 5; fixed32 flags = 6;
}
message Status { string message = 2; uint32 code = 3; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message ExportResponse { PartialSuccess partial_success = 1; }
`;

const { root } = protobuf.parse(PROTO, { keepCase: true });

/** A decoded message; 64-bit numbers are decimal strings, bytes are base64, and unset fields have their defaults. */
export type Message = Readonly<Record<string, unknown>>;

const WIRE_TYPES: Readonly<Record<string, number>> = {
  uint32: 0,
  int64: 0,
  bool: 0,
  fixed64: 1,
  double: 1,
  string: 2,
  bytes: 2,
  fixed32: 5,
};

/** Decodes a message strictly. @throws Error if the bytes are no such message, or contain fields that it does not have. */
export function decode(name: string, bytes: Uint8Array): Message {
  const type = root.lookupType(name);
  root.resolveAll();
  checkFields(type, bytes);
  return type.toObject(type.decode(bytes), { longs: String, bytes: String, defaults: true, arrays: true });
}

/** Encodes a response that says how many records were rejected. */
export function encodeResponse(rejected: number): Uint8Array {
  const type = root.lookupType('ExportResponse');
  return type.encode({ partial_success: { rejected, error_message: 'too old' } }).finish();
}

/** Decoders skip unknown fields, which would hide a field with a wrong number or wire type. */
function checkFields(type: protobuf.Type, bytes: Uint8Array): void {
  const reader = protobuf.Reader.create(bytes);
  const seen = new Set<number>();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const [id, wire] = [tag >>> 3, tag & 7];
    const field = type.fieldsById[id];
    if (field === undefined) throw new Error(`${type.name} has no field ${String(id)}`);
    if (wire !== (WIRE_TYPES[field.type] ?? 2)) throw new Error(`${field.fullName} has the wire type ${String(wire)}`);
    if (seen.has(id) && !field.repeated) throw new Error(`${field.fullName} occurs twice`);
    seen.add(id);
    if (wire !== 2) reader.skipType(wire);
    else checkContent(field, reader.bytes());
  }
}

function checkContent(field: protobuf.Field, bytes: Uint8Array): void {
  if (field.resolvedType instanceof protobuf.Type) checkFields(field.resolvedType, bytes);
  // Throws if it is not UTF-8.
  else if (field.type === 'string') new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
