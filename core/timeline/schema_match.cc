#include "core/timeline/schema_match.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <flatbuffers/reflection_generated.h>

namespace reprise::timeline {
namespace {

struct FieldShape {
  std::string name;
  std::uint16_t offset = 0;  // in the vtable, or in the struct
  std::int8_t type = reflection::None;
  std::int8_t element = reflection::None;
  std::string target;  // table, struct or enum that it refers to
  std::int64_t default_integer = 0;
  std::uint64_t default_real = 0;  // its bits
  friend bool operator==(const FieldShape&, const FieldShape&) = default;
};
struct ObjectShape {
  bool is_struct = false;
  std::int32_t struct_bytes = 0;
  std::map<std::uint16_t, FieldShape> fields;  // by id
};
struct SchemaShape {
  std::string root;
  std::map<std::string, ObjectShape> objects;
  std::map<std::string, std::map<std::int64_t, std::string>> enums;  // names by value
};

std::string text_of(const flatbuffers::String* text) {
  return text == nullptr ? std::string() : text->str();
}

// Of a list that may not be there.
template <typename List, typename Act>
void for_each_in(const List* list, Act act) {
  if (list != nullptr) {
    for (const auto* item : *list) {
      act(*item);
    }
  }
}

// Name of the i-th of a list; nothing there gives "".
template <typename List>
std::string name_at(const List* list, std::int32_t index) {
  if (list == nullptr || index < 0 || static_cast<std::uint32_t>(index) >= list->size()) {
    return {};
  }
  return text_of(list->Get(static_cast<flatbuffers::uoffset_t>(index))->name());
}

// Read as bytes: the accessors load any byte as an enum without a fixed type, and the schema may be
// hostile.
std::int8_t type_byte(const reflection::Type& type, flatbuffers::voffset_t field) {
  return reinterpret_cast<const flatbuffers::Table&>(type).GetField<std::int8_t>(field, 0);
}

FieldShape shape_of(const reflection::Schema& schema, const reflection::Field& field) {
  FieldShape shape;
  shape.name = text_of(field.name());
  shape.offset = field.offset();
  shape.default_integer = field.default_integer();
  shape.default_real = std::bit_cast<std::uint64_t>(field.default_real());
  if (const reflection::Type* type = field.type(); type != nullptr) {
    shape.type = type_byte(*type, reflection::Type::VT_BASE_TYPE);
    shape.element = type_byte(*type, reflection::Type::VT_ELEMENT);
    const bool object = shape.type == reflection::Obj || shape.element == reflection::Obj;
    shape.target =
        object ? name_at(schema.objects(), type->index()) : name_at(schema.enums(), type->index());
  }
  return shape;
}

ObjectShape shape_of(const reflection::Schema& schema, const reflection::Object& object) {
  ObjectShape shape;
  shape.is_struct = object.is_struct();
  shape.struct_bytes = shape.is_struct ? object.bytesize() : 0;
  for_each_in(object.fields(), [&](const reflection::Field& field) {
    shape.fields[field.id()] = shape_of(schema, field);
  });
  return shape;
}

// Nothing when the bytes are no schema.
std::optional<SchemaShape> shape_of(ByteSpan bytes) {
  std::vector<std::uint64_t> words((bytes.size() + 7) / 8);  // aligned as FlatBuffers wants it
  std::ranges::copy(bytes, std::as_writable_bytes(std::span(words)).begin());
  const auto* data = reinterpret_cast<const std::uint8_t*>(words.data());
  flatbuffers::Verifier verifier(data, bytes.size());
  if (!reflection::VerifySchemaBuffer(verifier)) {
    return std::nullopt;
  }
  const reflection::Schema& schema = *reflection::GetSchema(data);
  SchemaShape shape;
  if (const reflection::Object* root = schema.root_table(); root != nullptr) {
    shape.root = text_of(root->name());
  }
  for_each_in(schema.objects(), [&](const reflection::Object& object) {
    shape.objects[text_of(object.name())] = shape_of(schema, object);
  });
  for_each_in(schema.enums(), [&](const reflection::Enum& type) {
    auto& names = shape.enums[text_of(type.name())];
    for_each_in(type.values(), [&](const reflection::EnumVal& value) {
      names[value.value()] = text_of(value.name());
    });
  });
  return shape;
}

// A table may lack fields at its end or have more; a struct may not.
std::string difference(const std::string& name, const ObjectShape& theirs,
                       const ObjectShape& ours) {
  if (theirs.is_struct != ours.is_struct || theirs.struct_bytes != ours.struct_bytes) {
    return name;
  }
  for (const auto& [id, field] : ours.fields) {
    const auto same = theirs.fields.find(id);
    const bool missing = same == theirs.fields.end();
    if (missing ? ours.is_struct : same->second != field) {
      return name + "." + field.name;
    }
  }
  return {};
}

std::string difference(const std::string& name, const std::map<std::int64_t, std::string>& theirs,
                       const std::map<std::int64_t, std::string>& ours) {
  for (const auto& [value, value_name] : ours) {
    const auto same = theirs.find(value);
    if (same != theirs.end() && same->second != value_name) {
      return name + "." + value_name;
    }
  }
  return {};
}

// The first difference among what both know by name.
template <typename Shapes>
std::string first_difference(const Shapes& theirs, const Shapes& ours) {
  for (const auto& [name, shape] : ours) {
    const auto same = theirs.find(name);
    std::string found =
        same == theirs.end() ? std::string() : difference(name, same->second, shape);
    if (!found.empty()) {
      return found;
    }
  }
  return {};
}

}  // namespace

std::string schema_difference(ByteSpan theirs, ByteSpan ours) {
  if (std::ranges::equal(theirs, ours)) {
    return {};
  }
  const auto their_shape = shape_of(theirs);
  const auto our_shape = shape_of(ours);
  if (!their_shape || !our_shape) {
    return "everything: it is no binary schema";
  }
  if (their_shape->root != our_shape->root) {
    return "its root table";
  }
  const std::string object = first_difference(their_shape->objects, our_shape->objects);
  return object.empty() ? first_difference(their_shape->enums, our_shape->enums) : object;
}

}  // namespace reprise::timeline
