package tabard.fhir;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * Validates JSON files as FHIR R4: {@code definitions=FOLDER} are known beside the standard,
 * {@code accept=PATH} has to be valid, and each file of {@code refuse=FOLDER} has to be refused with
 * the words that {@code expected.properties} beside it holds. Ends with 1 when anything is not so.
 */
public final class Check {
    private final FhirContext context = FhirContext.forR4Cached();
    private final PrePopulatedValidationSupport definitions =
            new PrePopulatedValidationSupport(context);
    private final FhirValidator validator = validator();
    private int checked;
    private int red;
    private int warnings;

    public static void main(String[] arguments) throws IOException {
        Check check = new Check();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            Path path = Path.of(parts[1]);
            switch (parts[0]) {
                case "definitions" -> check.define(path);
                case "accept" -> check.acceptAll(path);
                case "refuse" -> check.refuseAll(path);
                default -> throw new IllegalArgumentException(argument);
            }
        }
        System.out.printf("fhir: %d files, %d red, %d warnings%n",
                check.checked, check.red, check.warnings);
        // Maven hands the number on.
        System.exit(check.red == 0 ? 0 : 1);
    }

    private FhirValidator validator() {
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                definitions,
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new SnapshotGeneratingValidationSupport(context)));
        module.setAnyExtensionsAllowed(false);
        module.setErrorForUnknownProfiles(true);
        module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        return context.newValidator().registerValidatorModule(module);
    }

    /**
     * Definitions are resources as well, and are judged; but to judge a profile, this validator
     * would fetch a package from the network. What it makes of it shows in what it refuses.
     */
    private void define(Path folder) throws IOException {
        List<Path> plain = new ArrayList<>();
        for (Path file : files(folder)) {
            IBaseResource resource = context.newJsonParser().parseResource(Files.readString(file));
            definitions.addResource(resource);
            if (!(resource instanceof StructureDefinition)) {
                plain.add(file);
            }
        }
        for (Path file : plain) {
            accept(file);
        }
    }

    private void acceptAll(Path path) throws IOException {
        for (Path file : files(path)) {
            accept(file);
        }
    }

    private void accept(Path file) throws IOException {
        List<SingleValidationMessage> errors = judge(file);
        System.out.printf("%s %s%n", errors.isEmpty() ? "ok" : "RED", file.getFileName());
        errors.forEach(error -> say("error", error));
        red += errors.isEmpty() ? 0 : 1;
    }

    private void refuseAll(Path folder) throws IOException {
        Properties expected = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("expected.properties"))) {
            expected.load(reader);
        }
        for (String name : expected.stringPropertyNames()) {
            if (Files.notExists(folder.resolve(name))) {
                System.out.printf("RED %s%n  is not there%n", name);
                red++;
            }
        }
        for (Path file : files(folder)) {
            String words = expected.getProperty(file.getFileName().toString());
            List<SingleValidationMessage> errors = judge(file);
            boolean refused = words != null
                    && errors.stream().anyMatch(error -> said(error).contains(words));
            System.out.printf("%s %s%n", refused ? "refused" : "RED", file.getFileName());
            if (!refused) {
                System.out.printf("  expected: %s%n", words);
                errors.forEach(error -> say("error", error));
            }
            red += refused ? 0 : 1;
        }
    }

    /** What is wrong with a file; what is merely unusual is said and counted. */
    private List<SingleValidationMessage> judge(Path file) throws IOException {
        checked++;
        List<SingleValidationMessage> messages = messages(Files.readString(file));
        for (SingleValidationMessage message : messages) {
            if (message.getSeverity() == ResultSeverityEnum.WARNING) {
                warnings++;
                say("warning", message);
            }
        }
        return messages.stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .toList();
    }

    private List<SingleValidationMessage> messages(String text) {
        try {
            return validator.validateWithResult(text).getMessages();
        } catch (InvalidRequestException neither) {
            SingleValidationMessage message = new SingleValidationMessage();
            message.setSeverity(ResultSeverityEnum.FATAL);
            message.setMessage(neither.getMessage());
            return List.of(message);
        }
    }

    private static void say(String kind, SingleValidationMessage message) {
        System.out.printf("  %s: %s%n", kind, said(message));
    }

    private static String said(SingleValidationMessage message) {
        return message.getLocationString() + ": " + message.getMessage();
    }

    private static List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> found = Files.list(path)) {
            List<Path> files =
                    found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            if (files.isEmpty()) {
                throw new NoSuchFileException(path + "/*.json");
            }
            return files;
        }
    }
}
