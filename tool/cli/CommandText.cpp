#include "tool/cli/CommandText.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using llvm::StringRef;

namespace premap {

static constexpr char ExamplesMark[] = "Examples:\n";

std::string footer(const std::vector<std::string> &Examples,
                   const std::string &Remarks) {
  std::string Out = Remarks.empty() ? "" : Remarks + "\n\n";
  Out += ExamplesMark;
  for (const std::string &Example : Examples)
    Out += "  " + Example + "\n";
  return StringRef(Out).rtrim().str();
}

/// What stands in the braces of "TEXT:{a,b}" or of "ENUM:value in {a->1} OR
/// ..".
static std::vector<std::string> choicesIn(StringRef Type) {
  std::vector<std::string> Choices;
  llvm::SmallVector<StringRef, 16> Words;
  StringRef Inside = Type.split('{').second.split('}').first;
  Inside.split(Words, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Word : Words)
    Choices.push_back(Word.split("->").first.str());
  return Choices;
}

static OptionText describe(const CLI::Option &Option) {
  OptionText Text;
  if (Option.get_positional())
    Text.Names = {Option.get_single_name()};
  for (const std::string &Name : Option.get_snames())
    Text.Names.push_back("-" + Name);
  for (const std::string &Name : Option.get_lnames())
    Text.Names.push_back("--" + Name);
  const std::string TypeName = Option.get_type_name();
  StringRef Type = TypeName;
  Text.Choices = choicesIn(Type);
  StringRef Kind = Type.split(':').first;
  if (Type.starts_with("{"))
    Text.Value = Type.str();
  else if (!Text.Choices.empty())
    Text.Value = "{" + llvm::join(Text.Choices, ",") + "}";
  else if (Kind == "UINT" || Kind == "INT")
    Text.Value = "N";
  else
    Text.Value = Kind.str();
  Text.Description = Option.get_description();
  if (std::string Default = Option.get_default_str(); !Default.empty())
    Text.Description += " (default: " + Default + ")";
  Text.Required = Option.get_required();
  Text.Repeatable = Option.get_expected_max() > 1;
  return Text;
}

static void addOption(CommandText &To, const CLI::Option &Option) {
  const std::string &Title = Option.get_group();
  if (Title.empty())
    return;
  if (Option.get_positional()) {
    To.Positionals.push_back(describe(Option));
    return;
  }
  auto Group = llvm::find_if(
      To.Groups, [&](const OptionGroup &G) { return G.Title == Title; });
  if (Group == To.Groups.end())
    Group = To.Groups.insert(To.Groups.end(), {Title, {}});
  Group->Options.push_back(describe(Option));
}

CommandText describe(const CLI::App &App) {
  CommandText Text;
  Text.Name = App.get_name();
  Text.Description = App.get_description();
  for (const CLI::Option *Option : App.get_options())
    addOption(Text, *Option);
  for (const CLI::App *Sub : App.get_subcommands(nullptr))
    if (!Sub->get_group().empty())
      Text.Commands.push_back(describe(*Sub));
  const std::string Footer = App.get_footer();
  auto [Remarks, Examples] = StringRef(Footer).split(ExamplesMark);
  Text.Remarks = Remarks.trim().str();
  llvm::SmallVector<StringRef, 4> Lines;
  Examples.split(Lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines)
    Text.Examples.push_back(Line.trim().str());
  return Text;
}

std::string usageOf(const CommandText &Command, const std::string &Path) {
  std::string Out = Path + " [OPTIONS]";
  if (!Command.Commands.empty())
    Out += " COMMAND";
  for (const OptionText &Option : Command.Positionals) {
    std::string Word = Option.Names.front() + (Option.Repeatable ? "..." : "");
    Out += Option.Required ? " " + Word : " [" + Word + "]";
  }
  return Out;
}

namespace {

constexpr size_t Columns = 100, TextColumn = 30;

/// Words of \p Text in lines of at most Columns, all but the first indented by
/// \p Indent.
std::string wrapped(StringRef Text, size_t Indent) {
  std::string Out;
  size_t At = Indent;
  llvm::SmallVector<StringRef, 32> Words;
  Text.split(Words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Word : Words) {
    if (At > Indent && At + 1 + Word.size() > Columns) {
      Out += "\n" + std::string(Indent, ' ');
      At = Indent;
    }
    if (At > Indent) {
      Out += ' ';
      ++At;
    }
    Out += Word;
    At += Word.size();
  }
  return Out;
}

/// \p Name in the left column, \p Text in the right one.
std::string row(const std::string &Name, const std::string &Text) {
  std::string Out = "  " + Name;
  if (Out.size() + 2 > TextColumn)
    Out += "\n" + std::string(TextColumn, ' ');
  else
    Out.resize(TextColumn, ' ');
  return Out + wrapped(Text, TextColumn) + "\n";
}

std::string rowOf(const OptionText &Option) {
  return row(llvm::join(Option.Names, ", ") +
                 (Option.Value.empty() ? "" : " " + Option.Value),
             Option.Description);
}

std::string helpText(const CommandText &Command, const std::string &Path) {
  std::string Out = wrapped(Command.Description, 0) +
                    "\n\nUsage: " + wrapped(usageOf(Command, Path), 7) + "\n";
  if (!Command.Positionals.empty())
    Out += "\nArguments:\n";
  for (const OptionText &Option : Command.Positionals)
    Out += row(Option.Names.front(), Option.Description);
  for (const OptionGroup &Group : Command.Groups) {
    Out += "\n" + Group.Title + ":\n";
    for (const OptionText &Option : Group.Options)
      Out += rowOf(Option);
  }
  if (!Command.Commands.empty())
    Out += "\nCommands:\n";
  for (const CommandText &Sub : Command.Commands)
    Out += row(Sub.Name, Sub.Description);
  llvm::SmallVector<StringRef, 4> Paragraphs;
  StringRef(Command.Remarks)
      .split(Paragraphs, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Paragraph : Paragraphs)
    Out += "\n" + wrapped(Paragraph, 0) + "\n";
  if (!Command.Examples.empty())
    Out += "\nExamples:\n";
  for (const std::string &Example : Command.Examples)
    Out += "  " + Example + "\n";
  return Out;
}

class Help : public CLI::FormatterBase {
public:
  std::string make_help(const CLI::App *App, std::string,
                        CLI::AppFormatMode) const override {
    std::string Path = App->get_name();
    for (const CLI::App *Above = App->get_parent(); Above;
         Above = Above->get_parent())
      Path = Above->get_name() + " " + Path;
    return helpText(describe(*App), Path);
  }
};

} // namespace

void setHelp(CLI::App &App) { App.formatter(std::make_shared<Help>()); }

} // namespace premap
