// Strict reading of JSON: what is unknown, missing or out of range is an error
// that names the key and the value.
#ifndef PREMAP_MODEL_JSONREADER_H
#define PREMAP_MODEL_JSONREADER_H

#include "model/Scenario.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

namespace premap::model {

using Json = nlohmann::json;

/// Ends the reading; the text becomes the ParseError.
struct Failed {
  std::string Message;
};

/// Throws Failed.
[[noreturn]] void fail(const std::string &Where, const std::string &What);

/// A value as the error messages show it.
std::string shown(const Json &Value);

// Readers of one value; Where is the key, for the error message.
std::uint64_t readNumber(const Json &Value, const std::string &Where);
/// 0 or -errno, as a number or by name.
int readError(const Json &Value, const std::string &Where);
std::string readString(const Json &Value, const std::string &Where);
/// A string that is not empty.
std::string readName(const Json &Value, const std::string &Where);
/// null stands for NULL, which is the empty name.
std::string readNullable(const Json &Value, const std::string &Where);
bool readBool(const Json &Value, const std::string &Where);
const Json &asList(const Json &Value, const std::string &Where);
FlagSet readFlag(const Json &Value, const std::string &Where);
FlagSet readFlags(const Json &Value, const std::string &Where);
std::string readPageProt(const Json &Value, const std::string &Where);

/// An object of which every key must be known.
class Object {
public:
  Object(const Json &Value, std::string Where,
         std::initializer_list<const char *> Keys)
      : Value(Value), Where(std::move(Where)) {
    if (!Value.is_object())
      fail(this->Where, shown(Value) + " is not an object");
    for (const auto &[Key, Ignored] : Value.items())
      if (std::find(Keys.begin(), Keys.end(), Key) == Keys.end())
        fail(this->Where, "unknown key \"" + Key + "\"");
  }

  /// \returns the value of \p Key, or NULL.
  const Json *find(const char *Key) const {
    auto It = Value.find(Key);
    return It == Value.end() ? nullptr : &*It;
  }
  const Json &get(const char *Key) const {
    if (const Json *Found = find(Key))
      return *Found;
    fail(Where, std::string("\"") + Key + "\" is missing");
  }
  std::string at(const char *Key) const {
    return Where.empty() ? Key : Where + "." + Key;
  }
  std::uint64_t number(const char *Key) const {
    return readNumber(get(Key), at(Key));
  }
  std::uint64_t number(const char *Key, std::uint64_t Default) const {
    const Json *Found = find(Key);
    return Found ? readNumber(*Found, at(Key)) : Default;
  }
  bool flag(const char *Key, bool Default) const {
    const Json *Found = find(Key);
    return Found ? readBool(*Found, at(Key)) : Default;
  }
  std::string nullable(const char *Key) const {
    const Json *Found = find(Key);
    return Found ? readNullable(*Found, at(Key)) : std::string();
  }

private:
  const Json &Value;
  std::string Where;
};

} // namespace premap::model

#endif
