package io.haplatform.sample.orders;

import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.ApplicationDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Runs schema.sql, and runs it once more when it fails: of several instances that start at once one makes the table,
 * and PostgreSQL fails the others in spite of IF NOT EXISTS. The second time they find it. What fails twice ends the
 * start.
 */
@Component
@Profile("orders")
@EnableConfigurationProperties(SqlInitializationProperties.class)
class OrdersSchema extends ApplicationDataSourceScriptDatabaseInitializer {

    private static final Logger log = LoggerFactory.getLogger(OrdersSchema.class);

    OrdersSchema(DataSource database, SqlInitializationProperties properties) {
        super(database, properties);
    }

    @Override
    public boolean initializeDatabase() {
        try {
            return super.initializeDatabase();
        } catch (DataAccessException e) {
            log.info("The schema is tried once more, another instance may have made it at this moment: {}", why(e));
        }
        try {
            return super.initializeDatabase();
        } catch (DataAccessException e) {
            throw new SchemaException(
                    "The database of the orders must be one that schema.sql can be run on but is not: " + why(e), e);
        }
    }

    private static String why(DataAccessException e) {
        String message =
                String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        return message.lines().findFirst().orElse("");
    }
}
