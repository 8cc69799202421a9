// The values of scenario files, checked.
#include "model/JsonReader.h"

#include "model/Machine.h"

#include <algorithm>
#include <charconv>

namespace premap::model {

[[noreturn]] void fail(const std::string &Where, const std::string &What) {
  throw Failed{Where.empty() ? What : Where + ": " + What};
}

/// A value as the error messages show it.
std::string shown(const Json &Value) {
  if (Value.is_structured())
    return Value.is_array() ? "a list" : "an object";
  std::string Text = Value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Text.size() > 60 ? Text.substr(0, 60) + "..." : Text;
}

//===--- Values -----------------------------------------------------------===//

std::uint64_t readNumber(const Json &Value, const std::string &Where) {
  if (Value.is_number_unsigned())
    return Value.get<std::uint64_t>();
  if (!Value.is_string())
    fail(Where, shown(Value) + " is not a number from 0 to 2^64-1");
  const auto &Text = Value.get_ref<const std::string &>();
  bool Hex = Text.starts_with("0x") || Text.starts_with("0X");
  const char *First = Text.data() + (Hex ? 2 : 0);
  const char *Last = Text.data() + Text.size();
  std::uint64_t Number = 0;
  auto [End, Error] = std::from_chars(First, Last, Number, Hex ? 16 : 10);
  if (Error != std::errc() || End != Last)
    fail(Where, shown(Value) + " is not a number from 0 to 2^64-1");
  return Number;
}

int readError(const Json &Value, const std::string &Where) {
  if (Value.is_number_integer()) {
    auto Number = Value.get<std::int64_t>();
    if (Number <= 0 && Number >= -4095)
      return int(Number);
  } else if (Value.is_string()) {
    const auto &Text = Value.get_ref<const std::string &>();
    if (std::optional<int> Error = errorByName(Text))
      return *Error;
    int Number = 1;
    auto [End, Bad] =
        std::from_chars(Text.data(), Text.data() + Text.size(), Number);
    if (Bad == std::errc() && End == Text.data() + Text.size() && Number <= 0 &&
        Number >= -4095)
      return Number;
  }
  fail(Where, shown(Value) + " is neither 0 nor an error such as \"-EINVAL\"");
}

std::string readString(const Json &Value, const std::string &Where) {
  if (!Value.is_string())
    fail(Where, shown(Value) + " is not a string");
  std::string Text = Value.get<std::string>();
  if (Text.size() > 256)
    fail(Where, "the string is longer than 256 bytes");
  return Text;
}

std::string readName(const Json &Value, const std::string &Where) {
  std::string Text = readString(Value, Where);
  if (Text.empty())
    fail(Where, "the name is empty");
  return Text;
}

// null stands for NULL.
std::string readNullable(const Json &Value, const std::string &Where) {
  return Value.is_null() ? std::string() : readName(Value, Where);
}

bool readBool(const Json &Value, const std::string &Where) {
  if (!Value.is_boolean())
    fail(Where, shown(Value) + " is neither true nor false");
  return Value.get<bool>();
}

const Json &asList(const Json &Value, const std::string &Where) {
  if (!Value.is_array())
    fail(Where, shown(Value) + " is not a list");
  return Value;
}

FlagSet readFlag(const Json &Value, const std::string &Where) {
  std::string Text = readString(Value, Where);
  if (std::optional<FlagSet> Flag = flagByName(Text))
    return *Flag;
  fail(Where, "unknown flag " + shown(Value));
}

FlagSet readFlags(const Json &Value, const std::string &Where) {
  FlagSet Flags = 0;
  for (const Json &Item : asList(Value, Where))
    Flags |= readFlag(Item, Where);
  return Flags;
}

std::string readPageProt(const Json &Value, const std::string &Where) {
  static constexpr const char *Modes[] = {
      "default", "noncached",   "writecombine", "writethrough",
      "device",  "dmacoherent", "cached",       "decrypted"};
  std::string Text = readString(Value, Where);
  if (std::find(std::begin(Modes), std::end(Modes), Text) == std::end(Modes))
    fail(Where, "unknown page_prot " + shown(Value));
  return Text;
}

} // namespace premap::model
