// Any bytes are a preset or a clean error, and every preset can be translated. The bytes behind a
// first zero byte are the vertex shader.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/isf/preset.h"
#include "core/isf/size_expression.h"

namespace reprise::isf {
namespace {

void check_preset(const Preset& preset) {
  CHECK(!preset.info.passes.empty());
  for (const PresetPass& pass : preset.info.passes) {
    for (const std::string& size : {pass.width, pass.height}) {
      const auto expression = SizeExpression::parse(size);
      CHECK(expression.has_value());
      const int pixels = expression->evaluate([](std::string_view) { return 1e9; }, 4096);
      CHECK(pixels >= 1 && pixels <= 4096);
    }
  }
  for (const PresetInput& input : preset.info.inputs) {
    CHECK(input.values.size() == input.labels.size());
    for (std::size_t i = 0; i < input.default_value.size(); ++i) {
      const bool inside =
          input.default_value[i] >= input.min[i] && input.default_value[i] <= input.max[i];
      CHECK(inside || component_count(input.type) <= static_cast<int>(i));
    }
  }
  for (const GlslVersion version : {GlslVersion::k450, GlslVersion::k330}) {
    const ShaderPair pair = translate(preset, version);
    CHECK(pair.fragment.starts_with("#version ") && pair.vertex.starts_with("#version "));
  }
}

}  // namespace
}  // namespace reprise::isf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = text.find('\0');
  reprise::PresetSource source;
  source.name = "fuzz";
  source.fragment = text.substr(0, zero);
  source.vertex = zero == std::string_view::npos ? std::string_view() : text.substr(zero + 1);
  if (const auto preset = reprise::isf::parse_preset(source)) {
    reprise::isf::check_preset(*preset);
    reprise::isf::explain_compile_log(*preset, text);
  }
  return 0;
}
